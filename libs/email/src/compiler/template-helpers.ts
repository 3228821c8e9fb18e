import Handlebars from 'handlebars';
import { LETTER_LINKS } from './letter-links.js';
import type { RenderContext } from './template-program.js';

/** A language tag such as `fr` or `pt-BR` (BCP 47). */
export function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** Handlebars with our helpers, and without what a template has no use for. */
export const engine = Handlebars.create();

engine.registerHelper({
  /** `{{default person.firstName "there"}}` */
  default: (value: unknown, fallback: unknown) =>
    value === undefined || value === null || value === '' ? fallback : value,
  /** `{{date person.birthday "fr"}}`: a date in words of the language; UTC. */
  date: (value: unknown, ...rest: unknown[]) => {
    const locale = typeof rest[0] === 'string' ? rest[0] : 'en';
    const date = value instanceof Date ? value : new Date(String(value ?? ''));
    return Number.isNaN(date.getTime())
      ? ''
      : new Intl.DateTimeFormat(isLocale(locale) ? locale : 'en', {
          dateStyle: 'long',
          timeZone: 'UTC',
        }).format(date);
  },
  /** `{{plural order.count "order" "orders"}}` */
  plural: (count: unknown, one: unknown, many: unknown) => (Number(count) === 1 ? one : many),
  /** A value that fills a part of an address; written by the compiler, not by people. */
  urlPart: (value: unknown) =>
    value == null ? '' : encodeURIComponent(Buffer.from(String(value)).toString()),
  /** Tells of an open; written by the compiler, not by people. */
  openPixel: (options: Handlebars.HelperOptions) => {
    const { openUrl } = (options.data as { root: RenderContext }).root;
    if (!openUrl) return '';
    const address = Handlebars.escapeExpression(openUrl);
    return new Handlebars.SafeString(
      `<img src="${address}" width="1" height="1" alt="" style="display:none">`,
    );
  },
  trackingUrl: (id: string, options: Handlebars.HelperOptions) =>
    (options.data as { root: RenderContext }).root.clickUrl(id),
});

for (const link of LETTER_LINKS)
  engine.registerHelper(`${link}Link`, (options: Handlebars.HelperOptions) => {
    const root = (options.data as { root: RenderContext }).root;
    const url = root[`${link}Url`];
    // For everybody there is nothing to leave or to choose.
    if (!url) return '';
    if (!(options.hash as { html?: boolean }).html) return `${root.words[link]}: ${url}`;
    const [address, words] = [url, root.words[link]].map((text) => Handlebars.escapeExpression(text));
    return new Handlebars.SafeString(`<a href="${address}">${words}</a>`);
  });
engine.unregisterHelper('each');
engine.unregisterHelper('with');
engine.unregisterHelper('log');
engine.unregisterHelper('lookup');

/** Helpers that a template may call, with the number of arguments they take. */
export const HELPERS: Record<string, [min: number, max: number]> = {
  default: [2, 2],
  date: [1, 2],
  plural: [3, 3],
  trackingUrl: [1, 1],
  urlPart: [1, 1],
};
export const BLOCKS = new Set(['if', 'unless']);
