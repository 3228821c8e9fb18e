import { api, the } from '../../../api/client';
import { ApiProblem } from '../../../api/problem';
import { workingCopyOf } from '../content/working-copy';

/**
 * Makes what was written of a letter that is not released yet what would be sent: nobody writes one thing and reviews another.
 * What lies on the server must be what was written here, and nobody may have scheduled the letter meanwhile.
 *
 * @returns whether there was anything
 * @throws ApiProblem naming parts and lines where it has faults, or why nothing was applied
 */
export async function publishFirst(templateId: string): Promise<boolean> {
  const copy = workingCopyOf(templateId);
  await copy.load();
  await copy.flush();
  const saved = copy.saved;
  if (!saved) throw new ApiProblem({ title: 'Not saved', code: 'letter-not-saved' }, 409);
  if (Object.keys(saved.content).length === 0) return false;
  await the(
    api.POST('/api/v1/email-templates/{id}/publish', {
      params: { path: { id: templateId } },
      body: { basedOn: saved.basedOn, unreleasedOnly: true },
    }),
  );
  copy.published(saved.content);
  return true;
}
