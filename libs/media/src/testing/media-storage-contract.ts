import { createHash, randomBytes } from 'node:crypto';
import type { MediaStorage } from '../storage/media-storage.js';

const MB = 1024 * 1024;

/** What every {@link MediaStorage} must keep, for whoever makes one; each check throws where it does not. */
export function mediaStorageContract(open: () => MediaStorage): { name: string; check(): Promise<void> }[] {
  const must = (condition: boolean, message: string) => {
    if (!condition) throw new Error(message);
  };
  const some = (size: number) => {
    const content = randomBytes(size);
    return { content, hash: createHash('sha256').update(content).digest('hex').slice(0, 40) };
  };
  return [
    {
      name: 'a content comes back byte for byte, of whatever size',
      check: async () => {
        for (const size of [0, 1, MB, 20 * MB]) {
          const { hash, content } = some(size);
          await open().put(hash, content);
          must(await open().has(hash), `it does not know what has ${size} bytes`);
          must((await open().get(hash))?.equals(content) ?? false, `${size} bytes came back as others`);
        }
      },
    },
    {
      name: 'the same content at once and again is kept, and no fault',
      check: async () => {
        const { hash, content } = some(3 * MB);
        await Promise.all(Array.from({ length: 5 }, () => open().put(hash, content)));
        await open().put(hash, content);
        must((await open().get(hash))?.equals(content) ?? false, 'it came back otherwise');
      },
    },
    {
      name: 'what nobody put there is not there, and removing it is no fault',
      check: async () => {
        const { hash } = some(9);
        must(!(await open().has(hash)), 'it knows what it never saw');
        must((await open().get(hash)) === undefined, 'it answers what it never saw');
        await open().remove(hash);
      },
    },
    {
      name: 'what was removed is gone',
      check: async () => {
        const { hash, content } = some(2 * MB);
        await open().put(hash, content);
        await open().remove(hash);
        must(!(await open().has(hash)) && (await open().get(hash)) === undefined, 'it is still there');
      },
    },
  ];
}
