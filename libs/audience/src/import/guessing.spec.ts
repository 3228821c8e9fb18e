import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { guessFile } from './guess-file.js';

describe('guessing', () => {
  it('whatever the bytes, there is an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
        const shape = guessFile(Buffer.from(bytes));
        expect(shape.rows.length).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('a table that was written is recognised', () => {
    const cell = fc.stringMatching(/^[A-Za-zÀ-ÿ ,;|"0-9]{1,12}$/).map((text) => `x${text}x`);
    fc.assert(
      fc.property(
        fc.constantFrom(',', ';', '\t', '|'),
        fc
          .integer({ min: 2, max: 5 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 8 }),
          ),
        (delimiter, rows) => {
          const text = stringify(rows, { delimiter, quoted: true });
          expect(guessFile(Buffer.from(text))).toMatchObject({ delimiter, encoding: 'utf-8', rows });
        },
      ),
    );
  });
});
