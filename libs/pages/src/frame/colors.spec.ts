import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { colorsOf, contrast } from './colors.js';

it('whatever colour a brand chose, text on it and of it can be read', () => {
  const color = fc
    .integer({ min: 0, max: 0xffffff })
    .map((value) => `#${value.toString(16).padStart(6, '0')}`);
  fc.assert(
    fc.property(color, color, (accentColor, backgroundColor) => {
      const colors = colorsOf({ accentColor, backgroundColor });
      for (const text of [colors.ink, colors.quiet, colors.linkOnGround])
        expect(contrast(text, backgroundColor)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colors.accent, colors.onAccent)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colors.link, '#ffffff')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colors.linkOnDark, '#1f1d1a')).toBeGreaterThanOrEqual(4.5);
    }),
  );
});
