import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { call, type Schemas } from '../../../api/client';
import type { MassEmail, Template } from '../letter-data';
import type { DraftContent } from './working-copy';

export type Trial = Schemas['RenderedLetterView'];

/** The letter as it would arrive, and what there is to know of it, shortly after the last key. */
export function useTrial({
  template,
  content,
  letter,
  person,
  isReady,
}: {
  template: Template;
  content: DraftContent;
  letter: MassEmail | undefined;
  person: { targetType: string; targetId: string } | undefined;
  isReady: boolean;
}) {
  const [asked] = useDebouncedValue(content, 400);
  return useQuery({
    queryKey: ['trial', template.id, template.modifiedAt, letter?.id, asked, person],
    enabled: isReady,
    staleTime: Infinity,
    gcTime: 60_000,
    queryFn: ({ signal }) =>
      call<Trial>('/email-templates/render', {
        method: 'POST',
        body: { ...asked, templateId: template.id, ...(letter ? { massEmailId: letter.id } : {}), ...person },
        signal,
      }),
  });
}
