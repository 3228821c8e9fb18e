import { Buffer } from 'node:buffer';

/** Names that senders write, and what they mean. */
const ALIASES: Record<string, string> = {
  'uft-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'ansi_x3.4-1968': 'windows-1252',
};

const DECODERS = new Map<string, InstanceType<typeof TextDecoder>>();

/** @throws RangeError for a charset that there is none of. */
function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  const known = DECODERS.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset, { fatal: false });
  // Strangers write the names, but only those that there are get here.
  DECODERS.set(charset, decoder);
  return decoder;
}

export const isAscii = (text: string) => !/[^\x00-\x7f]/.test(text);

/** Whether bytes below 128 are ASCII in a charset; in those of ISO 2022, UTF-7 and UTF-16 they need not be. */
export const isAsciiBelow = (charset: string | undefined) =>
  charset === undefined || /^\s*(utf-?8|us-ascii|ascii|iso-8859|windows-12|latin)/i.test(charset);

/** Bytes as text; an unknown charset is read as Latin-1. Never throws. */
export function decodeCharset(bytes: Uint8Array, charset: string | undefined): string {
  const name = (charset ?? 'utf-8').trim().toLowerCase();
  if (/utf-?7$/.test(name)) return decodeUtf7(latin1(bytes));
  try {
    const decoded = decoderOf(ALIASES[name] ?? name).decode(bytes);
    return decoded.includes('\ufffd') && charset === undefined ? latin1(bytes) : decoded;
  } catch {
    return latin1(bytes);
  }
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** RFC 2152, as old Exchange servers write it. */
function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, encoded: string) => {
    if (!encoded) return '+';
    const bytes = Buffer.from(encoded, 'base64');
    return bytes
      .subarray(0, bytes.length - (bytes.length % 2))
      .swap16()
      .toString('utf16le');
  });
}
