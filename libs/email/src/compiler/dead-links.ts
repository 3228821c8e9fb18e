import { isIP } from 'node:net';
import { isLoopbackHost, neighbourhoodOf, parseWebAddress } from '@facteur/platform';
import { isLink } from './links.js';
import { scanHtml } from './html-scan.js';
import { linesOf } from './mustaches.js';

/** What people would click in an HTML body, as it is typed. */
export function hrefsOf(body: string): { address: string; line: number }[] {
  const lineOf = linesOf(body);
  return scanHtml(body)
    .attributes.filter(isLink)
    .map(({ start, end }) => ({ address: body.slice(start, end).trim(), line: lineOf(start) }));
}

/** Why a link would lead nobody anywhere, and the way out; undefined when it would. */
export function deadLink(address: string): string | undefined {
  if (/[{}*%[\]<>]/.test(address) || /^#|^(?!https?:)[a-z][a-z\d+.-]*:/i.test(address)) return undefined;
  const url = parseWebAddress(address.startsWith('//') ? `https:${address}` : address);
  if (!url) return 'is no address that works from a letter; begin it with https://.';
  return hostOnlyHere(url.hostname) ? 'leads to a machine that only this network can reach.' : undefined;
}

/** Whether a host can be reached from this machine or its network alone. */
export function hostOnlyHere(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  return isLoopbackHost(hostname) || (isIP(name) > 0 && neighbourhoodOf(name) !== 'outside');
}
