import { api, the } from '../../../api/client';
import { workingCopyOf } from '../content/working-copy';

/**
 * Makes what was written of a letter that is not released yet what would be sent: nobody writes one thing and reviews another.
 *
 * @throws ApiProblem naming parts and lines where it has faults
 */
export async function publishFirst(templateId: string): Promise<boolean> {
  const copy = workingCopyOf(templateId);
  await copy.load();
  await copy.flush();
  if (Object.keys(copy.snapshot().content).length === 0) return false;
  await the(api.POST('/api/v1/email-templates/{id}/publish', { params: { path: { id: templateId } } }));
  copy.published();
  return true;
}
