import type { PageReply } from '../pages/public-pages.js';

/** Like a mail program: pictures and styles from anywhere, and nothing that runs, sends or frames. */
const LIKE_A_MAIL_PROGRAM = [
  'sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
  "default-src 'none'",
  'img-src * data:',
  "style-src 'unsafe-inline' *",
  'font-src *',
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** @param html of a letter, as its marketer wrote it. */
export function showLetter(reply: PageReply, html: string): void {
  void reply
    .status(200)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store, private')
    .header('content-security-policy', LIKE_A_MAIL_PROGRAM)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header('x-robots-tag', 'noindex, nofollow')
    .send(html);
}
