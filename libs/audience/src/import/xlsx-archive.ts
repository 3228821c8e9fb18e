import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { Parser } from 'htmlparser2';
import { InvalidInput } from '@facteur/platform';

/** Bytes of one part of a workbook that is kept in memory, and of everything that is unpacked: a small file may hold very much. */
export const MOST_KEPT = 64 * 1024 * 1024;
const MOST_UNPACKED = 512 * 1024 * 1024;
/** How much larger than its archive a workbook may be; real ones are ten to thirty times as large. */
const MOST_RATIO = 100;
/** Excel's own limit of a workbook's elements within one another. */
const MOST_DEPTH = 50;
/** An element, or what stands between two; longer than any that a workbook has. */
const MOST_PIECE = 1024 * 1024;

/** Goes through the archive once. @param take is given each part by name, and says what to do with its bytes. */
export async function unpack(
  path: string,
  take: (name: string) => ((chunk: Uint8Array, final: boolean) => void) | undefined,
): Promise<void> {
  let unpacked = 0;
  let failure: Error | undefined;
  const unzip = new Unzip((part: UnzipFile) => {
    const sink = take(part.name);
    if (!sink) return;
    part.ondata = (error, chunk, final) => {
      unpacked += chunk?.length ?? 0;
      if (unpacked > most) failure ??= InvalidInput.of('file', 'holds too much when it is unpacked');
      if (error) failure ??= error;
      else if (!failure) sink(chunk, final);
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  const most = Math.min(MOST_UNPACKED, Math.max(MOST_KEPT, MOST_RATIO * (await stat(path)).size));
  // Little at a time: a thousand times as much may be in it, and others want to be served in between.
  for await (const chunk of createReadStream(path, { highWaterMark: 4_096 }) as AsyncIterable<Buffer>) {
    unzip.push(chunk, false);
    if (failure) throw failure;
  }
  unzip.push(new Uint8Array(0), true);
  if (failure) throw failure;
}

/** Calls back for each element's beginning and end, names without their namespace. */
export function xml(on: {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}): Parser {
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  let depth = 0;
  return new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > MOST_DEPTH) throw InvalidInput.of('file', 'is nested deeper than any workbook');
        on.open?.(local(name), attributes);
      },
      ontext: (text) => on.text?.(text),
      onclosetag: (name) => {
        depth -= 1;
        on.close?.(local(name));
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
}

/** Goes through a part that is in memory. */
export function readXml(text: string, on: Parameters<typeof xml>[0]): void {
  const parser = xml(on);
  // In pieces, so that whatever is found wrong ends it.
  for (let at = 0; at < text.length; at += MOST_PIECE) parser.write(text.slice(at, at + MOST_PIECE));
  parser.end();
}
