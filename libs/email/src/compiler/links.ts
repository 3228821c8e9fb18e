import { parseWebAddress } from '@facteur/platform';
import { type Attribute, scanHtml } from './html-scan.js';
import { mustachesOf, type Range } from './mustaches.js';

/** A link of an HTML body that leads to the web. */
export interface Link extends Range {
  /** The address, normalised; with `{{…}}` in it where it depends on the recipient. */
  address: string;
}

/** Elements on which people click: HTML's own, and the shapes that Outlook draws (VML). */
export const isLink = ({ tag, name }: Attribute) =>
  name === 'href' && (tag === 'a' || tag === 'area' || tag.startsWith('v:'));

const URL_ATTRIBUTES = new Set(['href', 'src', 'action', 'background', 'poster', 'cite']);

/** The web links of a body in Handlebars' spelling, in their order. */
export function webLinksOf(handlebars: string): Link[] {
  return scanHtml(handlebars)
    .attributes.filter(isLink)
    .flatMap((attribute) => {
      const address = trackedAddress(handlebars.slice(attribute.start, attribute.end));
      return address === undefined ? [] : [{ start: attribute.start, end: attribute.end, address }];
    });
}

/** What stands behind a placeholder that depends on the recipient, in an address: a field or a helper, no block, no link. */
const VALUE = /^\{\{~?\s*(?![#/^!>&{]|else\b|trackingUrl\b|optOut|optIn)[^{}]+?~?\}\}$/;

/** The address of the web that an attribute holds, as tracking URLs keep it; undefined when it cannot be tracked. */
export function trackedAddress(value: string): string | undefined {
  const text = decodeAttribute(value).trim();
  const placeholders = mustachesOf(text);
  if (placeholders.length === 0) return parseWebAddress(text)?.href;
  // Whose page it is must not depend on the recipient.
  const head = text.slice(0, placeholders[0]!.start);
  if (!/^https?:\/\/[^/?#\s]+[/?#]/i.test(head) || parseWebAddress(head) === undefined) return undefined;
  if (
    /\s/.test(text.slice(0, head.length)) ||
    !placeholders.every(({ start, end }) => VALUE.test(text.slice(start, end)))
  )
    return undefined;
  return text;
}

/** True for an address of a tracking URL that is filled in for each recipient. */
export const isPattern = (address: string) => address.includes('{{');

/**
 * Values that fill a part of an address are percent-encoded for their place; one that is the whole address, or its
 * beginning, is one already.
 */
export function encodeAddressParts(handlebars: string): string {
  const ranges = scanHtml(handlebars).attributes.filter(({ name }) => URL_ATTRIBUTES.has(name));
  let result = '';
  let end = 0;
  for (const { start, end: stop } of ranges) {
    result += handlebars.slice(end, start) + encodeParts(handlebars.slice(start, stop));
    end = stop;
  }
  return result + handlebars.slice(end);
}

/** The same of one address. */
export function encodeParts(address: string): string {
  let result = '';
  let end = 0;
  for (const range of mustachesOf(address)) {
    const text = address.slice(range.start, range.end);
    const isPart = address.slice(0, range.start).trim() !== '' && VALUE.test(text);
    result += address.slice(end, range.start) + (isPart ? encoded(text) : text);
    end = range.end;
  }
  return result + address.slice(end);
}

function encoded(mustache: string): string {
  const inner = mustache.replace(/^\{\{~?\s*|\s*~?\}\}$/g, '');
  return `{{urlPart ${/\s/.test(inner) ? `(${inner})` : inner}}}`;
}

const NAMED: Record<string, string> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' };

/** Character references as addresses have them (HTML standard, 13.5); others stay as they are. */
function decodeAttribute(value: string): string {
  return value.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|quot|apos|lt|gt));/gi,
    (match, decimal, hex, name) => {
      if (name) return NAMED[String(name).toLowerCase()]!;
      const code = decimal ? Number(decimal) : parseInt(String(hex), 16);
      return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : match;
    },
  );
}
