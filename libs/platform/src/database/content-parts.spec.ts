import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joined, statementsOf } from './content-parts.js';

const MB = 1024 * 1024;

it('contents of any size come back whole, and no statement is larger than a server takes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3.5 * MB }), { maxLength: 6 }), (sizes) => {
      const contents = sizes.map((size, key) => ({ key, content: Buffer.alloc(size, key + 1) }));
      const statements = [...statementsOf(contents)];
      for (const parts of statements)
        expect(parts.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(4 * MB);
      const back = joined(statements.flat());
      expect(contents.every(({ key, content }) => back.get(key)!.equals(content))).toBe(true);
    }),
    { numRuns: 30 },
  );
});
