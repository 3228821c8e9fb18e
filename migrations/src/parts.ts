import type { QueryRunner } from 'typeorm';

const PART = 1024 * 1024;

export function partsOf(content: Buffer): Buffer[] {
  const parts = [content.subarray(0, PART)];
  for (let at = PART; at < content.length; at += PART) parts.push(content.subarray(at, at + PART));
  return parts;
}

/** Puts all parts of a content into its first. */
export async function joinParts(runner: QueryRunner, table: string, key: string): Promise<void> {
  for (const row of await runner.query(`SELECT DISTINCT ${key} AS k FROM {${table}} WHERE part > 0`)) {
    const parts = await runner.query(`SELECT content FROM {${table}} WHERE ${key} = ? ORDER BY part`, [
      row.k,
    ]);
    await runner.query(`UPDATE {${table}} SET content = ? WHERE ${key} = ? AND part = 0`, [
      Buffer.concat(parts.map((part: { content: Buffer }) => part.content)),
      row.k,
    ]);
  }
}
