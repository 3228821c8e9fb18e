import { Buffer } from 'node:buffer';
import { decodeCharset, isAscii, isAsciiBelow, latin1 } from './decode-text.js';
import { LIMITS } from './limits.js';

/** Header fields by lower-case name, in order. A Map, so that `__proto__` is a name like any other. */
export type Headers = Map<string, string[]>;

/** One part of a message; children of a multipart, or the message inside a message part. */
export interface Part {
  headers: Headers;
  /** Lower-case media type without parameters. */
  type: string;
  parameters: Map<string, string>;
  children: Part[];
  /** Undecoded, one character a byte. */
  body: string;
}

const NOTHING: Omit<Part, 'headers'> = {
  type: 'text/plain',
  parameters: new Map(),
  children: [],
  body: '',
};

/** A message as a tree, read leniently and within limits: broken MIME gives fewer parts, never an exception. */
export function parseMime(raw: Uint8Array): Part {
  const bytes = latin1(raw.subarray(0, LIMITS.message));
  const text = bytes.includes('\r') ? bytes.replace(/\r\n?/g, '\n') : bytes;
  return parsePart(text, { parts: 0 }, 0);
}

function parsePart(text: string, budget: { parts: number }, depth: number): Part {
  budget.parts += 1;
  const { headers, body } = splitHeaders(text);
  const { type, parameters } = parseContentType(headers.get('content-type')?.[0]);
  const part: Part = { headers, type, parameters, children: [], body };
  if (depth >= LIMITS.depth || budget.parts >= LIMITS.parts) return part;
  const boundary = parameters.get('boundary');
  if (type.startsWith('multipart/') && boundary) {
    for (const child of splitMultipart(body, boundary, LIMITS.parts - budget.parts))
      part.children.push(parsePart(child, budget, depth + 1));
  } else if (type === 'message/rfc822' || type === 'message/global') {
    // Of a message inside nothing but its headers is ever asked for.
    const { headers: inner } = splitHeaders(decodeTransfer(part));
    part.children.push({ ...NOTHING, headers: inner });
  }
  return part;
}

/** Header fields up to the first empty line. mbox envelopes ("From …") before them are passed over. */
export function splitHeaders(text: string): { headers: Headers; body: string } {
  let start = 0;
  while (text.startsWith('\n', start)) start += 1;
  if (text.startsWith('From ', start)) start = text.indexOf('\n', start) + 1 || text.length;
  let end = text.indexOf('\n\n', start);
  if (end < 0) end = text.length;
  return {
    headers: parseHeaders(text.slice(start, Math.min(end, start + LIMITS.headers))),
    body: text.slice(end + 2),
  };
}

export function parseHeaders(block: string): Headers {
  const headers: Headers = new Map();
  let values: string[] | undefined;
  for (let at = 0, end = 0; at < block.length; at = end + 1) {
    end = block.indexOf('\n', at);
    if (end < 0) end = block.length;
    if (values && isFolded(block, at)) {
      const last = values.length - 1;
      if (values[last]!.length < LIMITS.headers) values[last] += ` ${block.slice(at, end).trim()}`;
      continue;
    }
    const colon = block.indexOf(':', at);
    if (colon < 0) break;
    if (colon === at || colon > end) continue;
    const name = block.slice(at, colon).trim().toLowerCase();
    const value = block.slice(colon + 1, end).trim();
    values = headers.get(name);
    if (values) values.push(value);
    else headers.set(name, (values = [value]));
  }
  return headers;
}

const PARAMETERS = ['boundary=', 'charset=', 'report-type=', 'name='];

/** Some servers forget to indent the parameters that they put on a line of their own. */
function isFolded(block: string, at: number): boolean {
  const first = block.charCodeAt(at);
  return first === 32 || first === 9 || PARAMETERS.some((parameter) => block.startsWith(parameter, at));
}

function parseContentType(value: string | undefined): { type: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>();
  if (!value) return { type: 'text/plain', parameters };
  if (!value.includes(';')) return { type: value.trim().toLowerCase(), parameters };
  const [type = '', ...rest] = value.split(';');
  for (const piece of rest.slice(0, 20)) {
    const equals = piece.indexOf('=');
    if (equals < 0) continue;
    const name = piece
      .slice(0, equals)
      .trim()
      .toLowerCase()
      .replace(/\*\d*\*?$/, '');
    parameters.set(
      name,
      piece
        .slice(equals + 1)
        .trim()
        .replace(/^"([^"]*)"?.*$/, '$1'),
    );
  }
  return { type: type.trim().toLowerCase(), parameters };
}

function splitMultipart(body: string, boundary: string, most: number): string[] {
  const parts: string[] = [];
  const mark = `--${boundary}`;
  let at = body.startsWith(mark) ? 0 : body.indexOf(`\n${mark}`);
  while (at >= 0 && parts.length < most) {
    const lineEnd = body.indexOf('\n', at + 1);
    if (lineEnd < 0 || body.slice(at, lineEnd).trim() === `${mark}--`) break;
    const next = body.indexOf(`\n${mark}`, lineEnd);
    parts.push(body.slice(lineEnd + 1, next < 0 ? undefined : next));
    at = next;
  }
  return parts;
}

/** The body with its transfer encoding taken off, one character a byte. */
export function decodeTransfer(part: Part): string {
  switch (part.headers.get('content-transfer-encoding')?.[0]?.toLowerCase().trim()) {
    case 'base64':
      return Buffer.from(part.body, 'base64').toString('latin1').replace(/\r\n?/g, '\n');
    case 'quoted-printable':
      return part.body
        .replace(/=[ \t]*\n/g, '')
        .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    default:
      return part.body;
  }
}

/** The body as text, in the part's own charset. */
export function decodeText(part: Part): string {
  const text = decodeTransfer(part);
  const charset = part.parameters.get('charset');
  const decoded =
    isAscii(text) && isAsciiBelow(charset) ? text : decodeCharset(Buffer.from(text, 'latin1'), charset);
  return decoded.slice(0, LIMITS.text).replaceAll('\0', '');
}

/** Headers were read byte by byte; many programs put UTF-8 there as it is (RFC 6532), others an older charset. */
function unencoded(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value)) return value;
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? value : text;
}

/** A header value with its encoded words (RFC 2047) read. */
export function decodeHeader(value: string | undefined): string {
  if (!value) return '';
  if (!value.includes('=?')) return unencoded(value);
  return unencoded(value)
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(
      /=\?([^?\s]{1,40})\?([bq])\?([^?]*)\?=/gi,
      (_, charset: string, encoding: string, text: string) => {
        const bytes =
          encoding.toLowerCase() === 'b'
            ? Buffer.from(text, 'base64')
            : Buffer.from(
                text
                  .replaceAll('_', ' ')
                  .replace(/=([0-9A-Fa-f]{2})/g, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))),
                'latin1',
              );
        return decodeCharset(bytes, charset);
      },
    );
}
