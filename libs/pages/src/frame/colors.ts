/** Colours of a page that can be read on one another, whatever a brand chose. */
export interface PageColors {
  accent: string;
  /** Of text on the accent. */
  onAccent: string;
  background: string;
  /** The accent as text on white, and on the dark ground; darker or lighter where it could not be read. */
  link: string;
  linkOnDark: string;
  /** Text on the ground behind the page, and links there. */
  ink: string;
  quiet: string;
  linkOnGround: string;
}

const WHITE = '#ffffff';
const BLACK = '#000000';
const DARK = '#1f1d1a';
/** Contrast that text needs (WCAG 2.2, 1.4.3). */
const READABLE = 4.5;

export function colorsOf({
  accentColor,
  backgroundColor,
}: {
  accentColor: string;
  backgroundColor: string;
}): PageColors {
  const far = contrast(backgroundColor, WHITE) >= contrast(backgroundColor, BLACK) ? WHITE : BLACK;
  return {
    accent: accentColor,
    onAccent: contrast(accentColor, WHITE) >= contrast(accentColor, BLACK) ? WHITE : BLACK,
    background: backgroundColor,
    link: readableOn(WHITE, accentColor, BLACK),
    linkOnDark: readableOn(DARK, accentColor, WHITE),
    ink: readableOn(backgroundColor, '#23201b', far),
    quiet: readableOn(backgroundColor, '#5d574d', far),
    linkOnGround: readableOn(backgroundColor, accentColor, far),
  };
}

/** The colour, mixed with another in steps of a tenth until it can be read on the ground. */
function readableOn(ground: string, color: string, towards: string): string {
  for (let share = 0; share <= 10; share++) {
    const mixed = mix(color, towards, share / 10);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return towards;
}

const channels = (color: string) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

function mix(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  return `#${a.map((value, at) => hex(value + (b[at]! - value) * share)).join('')}`;
}

const hex = (value: number) => Math.round(value).toString(16).padStart(2, '0');

/** WCAG 2.2: from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
