import { useQuery } from '@tanstack/react-query';
import { api, type Schemas, type Tagged, the } from '../../api/client';
import { useRecord } from '../../api/record';

export type MassEmail = Schemas['MassEmailView'];
export type Template = Schemas['EmailTemplateView'];
export type Preflight = Schemas['PreflightView'];
export type Progress = Schemas['ProgressView'];
export type Finding = Schemas['FindingView'];

export const letterPath = (id: string): string => `/mass-emails/${id}`;

export const useLetter = (id: string) => useRecord<MassEmail>(letterPath(id));

/** Whether its content and audience are still for changing. */
export const isOpen = ({ status }: MassEmail): boolean => status === 'Draft' || status === 'Failed';

/** Whether some of it may still go out. */
export const isUnderWay = ({ status }: MassEmail): boolean => status === 'In Process' || status === 'Paused';

/** Who would get it, with reasons and warnings, by the statement that builds the queue. */
export const usePreflight = (letter: Tagged<MassEmail> | undefined, isOn = true) =>
  useQuery({
    // Each state of the letter has its own answer.
    queryKey: ['preflight', letter?.value.id, letter?.tag],
    enabled: isOn && letter !== undefined,
    queryFn: ({ signal }) =>
      the(
        api.GET('/api/v1/mass-emails/{id}/preflight', { params: { path: { id: letter!.value.id } }, signal }),
      ),
  });
