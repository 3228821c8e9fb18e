import { MEDIA_PATH } from '@facteur/media';
import { parseWebAddress } from '@facteur/platform';
import { hostOnlyHere } from './dead-links.js';
import { type Attribute, scanHtml } from './html-scan.js';
import { linesOf, type Range } from './mustaches.js';

/** An image of an HTML body, with the place of its address. */
export interface Image extends Range {
  address: string;
  line: number;
}

const isImage = ({ tag, name }: Attribute) =>
  name === 'background' ||
  (name === 'src' && (tag === 'img' || tag === 'input' || tag.startsWith('v:'))) ||
  (name === 'poster' && tag === 'video');

/** The images of an HTML body: of `img`, and of backgrounds, in Outlook's shapes (VML) too. */
export function imagesOf(body: string): Image[] {
  const lineOf = linesOf(body);
  return scanHtml(body)
    .attributes.filter(isImage)
    .map(({ start, end }) => ({ start, end, address: body.slice(start, end).trim(), line: lineOf(start) }));
}

const IN_STYLES = /\burl\(\s*['"]?([^'")\s]{1,2000})/gi;
const SRCSET = /\ssrcset\s*=\s*(?:"([^"]{1,5000})"|'([^']{1,5000})')/gi;

/** Images that stand elsewhere than in an attribute of their own: in styles, and as a choice of several. */
export function otherImagesOf(body: string): { address: string; line: number }[] {
  const lineOf = linesOf(body);
  return [...body.matchAll(IN_STYLES), ...body.matchAll(SRCSET)]
    .sort((a, b) => a.index - b.index)
    .flatMap((match) => {
      const line = lineOf(match.index);
      const [whole, one, other] = match;
      const addresses = /^\s*srcset/i.test(whole)
        ? (one ?? other ?? '').split(',').map((choice) => choice.trim().split(/\s/)[0]!)
        : [one!];
      return addresses
        .filter((address) => address && !address.startsWith('#'))
        .map((address) => ({ address, line }));
    });
}

/** The body with another address for each image that `other` answers one for. */
export function replaceImages(body: string, other: (address: string) => string | undefined): string {
  let result = '';
  let end = 0;
  for (const image of imagesOf(body)) {
    result += body.slice(end, image.start) + (other(image.address) ?? body.slice(image.start, image.end));
    end = image.end;
  }
  return result + body.slice(end);
}

/**
 * Why nobody outside would see an image, and the way out; undefined when they would.
 *
 * @param isAttached whether the letter brings the file along that an address begun with `cid:` names.
 */
export function unseenImage(address: string, isAttached: (address: string) => boolean): string | undefined {
  if (/\{\{|\{[A-Za-z]/.test(address)) return undefined;
  if (/^cid:/i.test(address))
    return isAttached(address)
      ? undefined
      : 'names no attachment of this template; attach a file of that name, or put it into the library (POST /media-files) and name its url.';
  if (/^data:/i.test(address))
    return 'stands within the letter (data:), which Gmail and Outlook do not show; save the template again, which puts it into the library.';
  if (address.startsWith(`/${MEDIA_PATH}/`)) return 'is not in the library (any more); upload it again.';
  if (address.startsWith('//')) return 'says not how it is reached; begin it with https://.';
  const url = parseWebAddress(address);
  if (!url) return 'has no address that works outside of this page; begin it with https://.';
  if (hostOnlyHere(url.hostname)) return 'lies on a machine that only this network can reach.';
  return undefined;
}
