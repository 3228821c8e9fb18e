import { parseWebAddress } from '@facteur/platform';
import { hostOnlyHere } from './dead-links.js';
import { scanHtml } from './html-scan.js';
import { lineAt } from './mustaches.js';

/** The images of an HTML body: of `img`, and of backgrounds, in Outlook's shapes (VML) too. */
export function imagesOf(body: string): { address: string; line: number }[] {
  return scanHtml(body)
    .attributes.filter(
      ({ tag, name }) => (name === 'src' && (tag === 'img' || tag.startsWith('v:'))) || name === 'background',
    )
    .map(({ start, end }) => ({ address: body.slice(start, end).trim(), line: lineAt(body, start) }));
}

/** Why nobody outside would see an image, and the way out; undefined when they would. */
export function unseenImage(address: string): string | undefined {
  if (/\{\{|\{[A-Za-z]/.test(address)) return undefined;
  if (/^cid:/i.test(address))
    return 'names an attachment by cid:, which is not sent as an inline image; put it into the library (POST /media-files) and name its url.';
  if (/^data:/i.test(address))
    return 'stands within the letter (data:), which Gmail and Outlook do not show; save the template again, which puts it into the library.';
  const url = parseWebAddress(address.startsWith('//') ? `https:${address}` : address);
  if (!url) return 'has no address that works outside of this page; begin it with https://.';
  if (hostOnlyHere(url.hostname)) return 'lies on a machine that only this network can reach.';
  return undefined;
}
