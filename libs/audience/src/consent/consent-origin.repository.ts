import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actorNow, Clock, Database, parameterRows, parameters } from '@facteur/platform';
import type { Origin } from './consent.js';

const hashOf = (...parts: (string | null)[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);

/** Names what was agreed to, so that a page can say which words it showed. */
export const hashOfWords = (words: string): string => hashOf(words);

interface OriginRow {
  hash: string;
  method: string;
  name: string | null;
  actor: string | null;
  page: string | null;
  wordsHash: string | null;
}

/** How people came, each way kept once however many came by it. */
@Injectable()
export class ConsentOrigins {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns its key. */
  async keyOf(origin: Origin): Promise<number> {
    return (await this.keysOf([origin]))[0]!;
  }

  /** @returns their keys, in the order of the origins; three statements however many there are. */
  async keysOf(origins: Origin[]): Promise<number[]> {
    if (origins.length === 0) return [];
    await this.keepWords(origins.flatMap(({ words }) => words ?? []));
    const wanted = origins.map(rowOf);
    const rows = [...new Map(wanted.map((row) => [row.hash, row])).values()];
    await this.database.execute(
      `INSERT INTO {consent_origin} (hash, method, name, actor, page, words_hash)
       VALUES ${parameterRows(rows.length, 6)}
       ${this.database.dialect.ignoreDuplicates('consent_origin', 'hash')}`,
      rows.flatMap((row) => [row.hash, row.method, row.name, row.actor, row.page, row.wordsHash]),
    );
    const known = await this.database.query<{ id: number; hash: string }>(
      `SELECT id, hash
       FROM {consent_origin}
       WHERE hash IN (${parameters(rows.length)})`,
      rows.map(({ hash }) => hash),
    );
    const keys = new Map(known.map(({ id, hash }) => [hash, id]));
    return wanted.map(({ hash }) => keys.get(hash)!);
  }

  /** So that a page which shows these words can name them by their hash. */
  async keepWords(texts: string[]): Promise<void> {
    const words = new Map(texts.map((text) => [hashOfWords(text), text]));
    if (words.size === 0) return;
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {consent_words} (hash, created_at, words)
       VALUES ${parameterRows(words.size, 3)}
       ${this.database.dialect.ignoreDuplicates('consent_words', 'hash')}`,
      [...words].flatMap(([hash, text]) => [hash, now, text]),
    );
  }

  async wordsOf(hash: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ words: string }>(
      `SELECT words
       FROM {consent_words}
       WHERE hash = ?`,
      [hash],
    );
    return row?.words;
  }
}

function rowOf({ method, name = null, page = null, words = null, ...rest }: Origin): OriginRow {
  const actor = rest.actor === undefined ? (actorNow()?.name ?? null) : rest.actor;
  const row = {
    method,
    name: name?.slice(0, 255) ?? null,
    actor: actor?.slice(0, 255) ?? null,
    page: page?.slice(0, 1000) ?? null,
    wordsHash: words === null ? null : hashOfWords(words),
  };
  return { ...row, hash: hashOf(row.method, row.name, row.actor, row.page, row.wordsHash) };
}

/** By hand, by whoever asks the API: a person, or a program. */
export const byHand = (more: Partial<Origin> = {}): Origin => ({
  method: actorNow()?.isProgram ? 'api' : 'manual',
  ...more,
});
