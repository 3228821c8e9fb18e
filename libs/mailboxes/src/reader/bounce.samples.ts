import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../../test/bounces/', import.meta.url);

/** The sample set, with what is right of each. */
export const files = readdirSync(new URL('messages/', folder));
export const read = (file: string) => readFileSync(new URL(`messages/${file}`, folder));
export const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as {
  file: string;
  expected: { recipient: string; kind: string }[];
}[];

export const isFailure = (kind: string) => ['hard', 'soft', 'failed'].includes(kind);

/** A plain mail. */
export const mail = (from: string, subject: string, body: string, headers = '') =>
  Buffer.from(`From: ${from}\r\nTo: news@sender.example\r\nSubject: ${subject}\r\n${headers}\r\n${body}\r\n`);
