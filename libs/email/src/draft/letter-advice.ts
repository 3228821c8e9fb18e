import { hrefsOf } from '../compiler/dead-links.js';
import type { LetterCheckView } from './letter-trial.view.js';

/** Characters of a subject that phones show. */
const SHOWN_SUBJECT = 60;
const SAYS_NOTHING =
  /^\s*(click here|here|read more|more|link|this link|cliquez ici|ici|en savoir plus|lire la suite|hier|mehr|hier klicken)\s*[.!»>→]*\s*$/i;
const LINK = /<a\b[^>]*>([\s\S]{0,300}?)<\/a>/gi;

interface Letter {
  subject: string;
  preheader: string | null | undefined;
  body: string;
  isHtml: boolean;
  hasOptOut: boolean;
  /** A link to opt out is added where there is none. */
  addsOptOut: boolean;
  informational: boolean;
}

const check = (
  level: LetterCheckView['level'],
  code: string,
  part: string | null,
  message: string,
  line: number | null = null,
): LetterCheckView => ({
  ...{ level, code, part, message, line },
});

/** What would make a letter better that nothing is wrong with. Pure. */
export function adviceOnLetter(letter: Letter): LetterCheckView[] {
  const { subject, preheader, body, isHtml } = letter;
  const found: LetterCheckView[] = [];
  if (!subject.trim()) found.push(check('error', 'subject-empty', 'subject', 'It has no subject.'));
  else if (subject.replace(/\{\{[^}]*\}\}/g, '').length > SHOWN_SUBJECT)
    found.push(
      check(
        'hint',
        'subject-long',
        'subject',
        `The subject has more than ${SHOWN_SUBJECT} characters; phones show fewer.`,
      ),
    );
  if (isHtml && !preheader?.trim())
    found.push(
      check(
        'hint',
        'no-preheader',
        'preheader',
        'It has no preview text; lists show the first words of the letter behind its subject.',
      ),
    );
  if (!letter.hasOptOut && letter.addsOptOut && !letter.informational)
    found.push(check('hint', 'opt-out-added', null, 'It has no link to opt out; one is added at its end.'));
  if (isHtml)
    for (const [, inner = ''] of body.matchAll(LINK)) {
      const text = inner.replace(/<[^>]*>/g, '').trim();
      if (text && SAYS_NOTHING.test(text))
        found.push(
          check(
            'hint',
            'link-words',
            'body',
            `A link is called "${text}", which says nothing to those who go from link to link.`,
          ),
        );
    }
  const insecure = isHtml ? hrefsOf(body).filter(({ address }) => /^http:\/\//i.test(address)) : [];
  for (const { address, line } of insecure.slice(0, 20))
    found.push(
      check(
        'hint',
        'link-http',
        'body',
        `The link "${address.slice(0, 80)}" begins with http://; https:// is safer.`,
        line,
      ),
    );
  return found;
}
