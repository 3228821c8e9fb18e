const LINKS = Array.from(
  { length: 5 },
  (_, i) => `<p><a href="https://shop.example/spring/${i}?from=newsletter">Have a look</a></p>\n`,
).join('');
const LINE =
  '<p>Dear {{person.firstName}}, spring is here, and with it come our new things for house and garden.</p>\n';

/** 40 kB on the wire: HTML of 20 kB with five links and as much text, 230 placeholders in each. */
export const LETTER = `<html><body>${LINE.repeat(230)}${LINKS}</body></html>`;
export const LETTER_ON_THE_WIRE = 40_500;
