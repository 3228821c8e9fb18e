import { CONSENT, type FormWords } from '@facteur/campaigns';
import type { Wording, WordKey } from '@facteur/pages';
import { InvalidInput, Problem } from '@facteur/platform';

const LABELS = new Set<string>(['emailAddress', 'firstName', 'lastName', 'accountName', 'phoneNumber']);

const labelOf = ({ say }: Wording, field: string) =>
  LABELS.has(field) ? say(`form.field.${field}` as WordKey) : undefined;

/** A form in the words of a language. */
export const formWords = (wording: Wording): FormWords => ({
  label: (field) => labelOf(wording, field),
  leaveEmpty: wording.say('form.leaveEmpty'),
  button: wording.say('form.button'),
});

/** What is wrong with what somebody typed, in words of their language. */
export function faultsInWords(problem: Problem, wording: Wording): string[] {
  const { say } = wording;
  if (problem.getStatus() === 429) return [say('form.tooMany')];
  if (!(problem instanceof InvalidInput)) return [say('form.later')];
  return problem.faults.map(({ field, reason }) => {
    const name = labelOf(wording, field) ?? field;
    if (field === CONSENT) return say('form.consent');
    if (reason === 'is needed') return say('form.needed', { field: name });
    const max = /^has more than (\d+) characters$/.exec(reason)?.[1];
    if (max) return say('form.tooLong', { field: name, max });
    if (reason.startsWith('must be one line')) return say('form.oneLine', { field: name });
    return field === 'emailAddress' ? say('form.address') : say('form.wrong', { field: name });
  });
}
