import juice from 'juice';
import { hideMustaches } from './hidden-mustaches.js';

/** Beyond so much work (rules times elements) styles stay in the head: a newsletter has a thousandth of it. */
const MOST_WORK = 2_000_000;

/**
 * The rules of `<style>` written to the elements that they are about, for mail programs that read no head (Gmail with
 * accounts of others, Outlook's older ones). The head keeps its own, for those that do: media queries, dark mode, fonts.
 */
export function inlineStyles(handlebars: string): string {
  if (!/<style[\s>]/i.test(handlebars)) return handlebars;
  const rules = handlebars.split('{').length;
  const elements = handlebars.split('<').length;
  if (rules * elements > MOST_WORK) return handlebars;
  const { marked, restored } = hideMustaches(handlebars);
  return restored(
    juice(marked, { removeStyleTags: false, preserveMediaQueries: true, preserveFontFaces: true }),
  );
}
