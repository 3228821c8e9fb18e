import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Endings of packed copies that lie beside a file, the smallest first. */
const PACKED = { br: '.br', gzip: '.gz' } as const;

/** Whether an Accept-Encoding names an encoding and does not rule it out (RFC 9110). */
const takes = (accepts: string, encoding: string): boolean =>
  accepts
    .split(',')
    .map((one) =>
      one
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/),
    )
    .some(([name, quality]) => name === encoding && Number(quality ?? 1) > 0);

export interface ConsoleFile {
  type: string;
  body: Buffer;
  /** How it is packed, where it is. */
  encoding?: keyof typeof PACKED;
}

/**
 * The files of the built console, read once: a few megabytes, known by name, so that no request reaches into the file system.
 */
export class ConsoleFiles {
  private readonly files: ReadonlyMap<string, Buffer>;

  constructor(folder: string) {
    this.files = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  }

  /** @param accepts the request's Accept-Encoding */
  find(name: string, accepts = ''): ConsoleFile | undefined {
    const type = TYPES[extname(name)];
    const plain = this.files.get(name);
    if (!type || !plain) return undefined;
    for (const [encoding, ending] of Object.entries(PACKED) as [keyof typeof PACKED, string][]) {
      const body = this.files.get(name + ending);
      if (body && takes(accepts, encoding)) return { type, body, encoding };
    }
    return { type, body: plain };
  }
}
