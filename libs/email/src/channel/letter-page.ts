import { directionOf } from '@facteur/platform';
import type { RenderedMessage } from '../compiler/message-template.js';

/** A letter as a page of its own: its HTML, or its text as it stands. */
export function letterPage({ subject, html, text }: RenderedMessage, language: string | null): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(subject)}</title>`;
  const root = language ? ` lang="${escape(language)}" dir="${directionOf(language)}"` : '';
  if (html === undefined)
    return `<!DOCTYPE html>\n<html${root}><head>${head}</head><body><pre style="white-space:pre-wrap;font:1rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem">${escape(text)}</pre></body></html>`;
  // A letter that is a page already keeps its own head, with what it lacks.
  if (/<html[\s>]/i.test(html)) {
    if (/<title[\s>]/i.test(html)) return html;
    return html.replace(/<head(?:\s[^>]*)?>/i, (start) => start + head);
  }
  return `<!DOCTYPE html>\n<html${root}><head>${head}</head><body>${html}</body></html>`;
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
