import { randomBytes } from 'node:crypto';
import { encodeQuotedPrintable } from './quoted-printable.js';
import { withLineEnds } from './segmented-part.js';

export interface MimeAttachment {
  name: string;
  contentType: string;
  /** Base64 in lines of 76, encoded once for a mailing. */
  encoded: string;
}

/** A picture within the letter, which its HTML names as `cid:` and this (RFC 2392). */
export interface InlinePart extends MimeAttachment {
  contentId: string;
}

export interface MimeParts {
  /** Finished header lines, in order; see header-encoding. */
  headers: string[];
  text: string;
  html: string | undefined;
  inline?: InlinePart[];
  attachments: MimeAttachment[];
}

/**
 * One message in the form of RFC 5322 and RFC 2045: text, or text and HTML, the HTML with its pictures (RFC 2387), with
 * attachments around.
 */
export function buildMime({ headers, text, html, inline = [], attachments }: MimeParts): Buffer {
  const body = bodyOf({
    text: encodeText(text),
    html: html === undefined ? undefined : encodeText(html),
    inline,
    attachments,
  });
  return Buffer.from(`${headOf(headers)}${body}`, 'latin1');
}

/** Headers may hold addresses beyond ASCII, which go as UTF-8 (RFC 6532); everything below them is ASCII by now. */
export const headOf = (headers: string[]) =>
  Buffer.from([...headers, 'MIME-Version: 1.0', ''].join('\r\n'), 'utf8').toString('latin1');

/** A text in the encoding in which it travels. */
export interface EncodedText {
  encoding: '7bit' | 'quoted-printable' | 'base64';
  content: string;
}

/** Everything from Content-Type on. */
export function bodyOf({
  text,
  html,
  inline,
  attachments,
}: {
  text: EncodedText;
  html: EncodedText | undefined;
  inline: InlinePart[];
  attachments: MimeAttachment[];
}): string {
  const alternatives =
    html === undefined
      ? textPart('plain', text)
      : multipart('alternative', [textPart('plain', text), withPictures(textPart('html', html), inline)]);
  return attachments.length
    ? multipart('mixed', [alternatives, ...attachments.map(attachmentPart)])
    : alternatives;
}

/** Outside of it somebody who shows the text alone would show the pictures beside. */
const withPictures = (html: string, inline: InlinePart[]) =>
  inline.length ? multipart('related', [html, ...inline.map(inlinePart)], ' type="text/html";') : html;

/** @param parameters of the type, each with a blank before it and a semicolon behind. */
function multipart(kind: string, parts: string[], parameters = ''): string {
  const boundary = `--=_${randomBytes(12).toString('hex')}`;
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${kind};${parameters}\r\n boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`;
}

const textPart = (kind: string, { encoding, content }: EncodedText) =>
  `Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${content}`;

/** Seven bits where that is enough (RFC 5321 allows lines of 998), quoted-printable for mostly Latin, base64 for the rest. */
function encodeText(text: string): EncodedText {
  const lines = withLineEnds(text);
  if (isPlain(lines)) return { encoding: '7bit', content: lines };
  const bytes = Buffer.from(lines, 'utf8');
  return bytes.length > lines.length * 1.3
    ? { encoding: 'base64', content: wrapBase64(bytes) }
    : { encoding: 'quoted-printable', content: encodeQuotedPrintable(bytes) };
}

function isPlain(text: string): boolean {
  if (/[^\t\r\n\x20-\x7e]/.test(text)) return false;
  let start = 0;
  for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n', start)) {
    if (end - start > 900) return false;
    start = end + 2;
  }
  return text.length - start <= 900;
}

export function wrapBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
}

const attachmentPart = (file: MimeAttachment) => filePart(file, 'attachment');

const inlinePart = (file: InlinePart) => `Content-ID: <${file.contentId}>\r\n${filePart(file, 'inline')}`;

function filePart({ name, contentType, encoded }: MimeAttachment, kind: 'attachment' | 'inline'): string {
  // RFC 2231 for names of any script; the ASCII form beside it for old readers.
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const disposition = `${kind};\r\n filename="${ascii}";\r\n filename*=utf-8''${encodeURIComponent(name).replace(/['()*]/g, escapeChar)}`;
  return `Content-Type: ${contentType}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: ${disposition}\r\n\r\n${encoded}`;
}

const escapeChar = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
