import { InvalidInput } from '@facteur/platform';
import { hideMustaches } from './hidden-mustaches.js';

const MOST_SHOWN = 20;

/**
 * HTML of a letter that was written in MJML; placeholders stay as they are. Nothing is included from files.
 *
 * @throws InvalidInput naming `mjml` and the line of what is wrong.
 */
export async function compileMjml(mjml: string): Promise<string> {
  // With it come 57 MB of memory, which a process that sends has no use for.
  const { default: mjml2html } = await import('mjml');
  const { marked, restored } = hideMustaches(mjml);
  try {
    const { html, errors } = await mjml2html(marked, { validationLevel: 'soft', ignoreIncludes: true });
    if (errors.length)
      throw new InvalidInput(
        errors.slice(0, MOST_SHOWN).map(({ line, message, tagName }) => ({
          field: 'mjml',
          line,
          reason: `line ${line}: ${tagName}: ${message}`,
        })),
      );
    return restored(html);
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw InvalidInput.of('mjml', `cannot be read: ${(error as Error).message.slice(0, 300)}`);
  }
}
