import PostalMime, { type Email } from 'postal-mime';
import type { ReceivedMessage } from './inbox.js';

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  body { margin: 0; background: #f4f1ea; color: #23201b; font: 15px/1.45 system-ui, sans-serif; }
  header { padding: 1rem 2rem; background: #b8412f; color: #fff; display: flex; gap: 1rem; align-items: baseline; }
  header a { color: inherit; text-decoration: none; font-weight: 700; font-size: 1.15rem; }
  main { max-width: 70rem; margin: 1.5rem auto; padding: 0 1.5rem; }
  table { width: 100%; border-collapse: collapse; background: #fff; box-shadow: 0 1px 4px rgb(0 0 0 / 12%); }
  td, th { padding: .55rem .8rem; text-align: left; border-bottom: 1px solid #eee7da; vertical-align: top; overflow-wrap: anywhere; }
  td a { color: #8d2c1e; font-weight: 600; text-decoration: none; }
  iframe { width: 100%; height: 34rem; border: 0; background: #fff; box-shadow: 0 1px 4px rgb(0 0 0 / 12%); }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #fff; padding: 1rem; box-shadow: 0 1px 4px rgb(0 0 0 / 12%); }
  h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
  .quiet { color: #6b6353; }
  form { display: flex; gap: .5rem; margin: 0 0 1rem; }
  input, button { font: inherit; padding: .45rem .7rem; border: 1px solid #cfc6b4; border-radius: 4px; background: #fff; }
  input { flex: 1; min-width: 0; max-width: 24rem; }
  .headers th { width: 12rem; }
  @media (max-width: 640px) {
    header { padding: .8rem 1rem; flex-wrap: wrap; gap: .2rem 1rem; }
    main { padding: 0 .8rem; margin: 1rem auto; }
    table, tbody, tr, td, th { display: block; width: auto; }
    tr { padding: .5rem 0; border-bottom: 1px solid #eee7da; }
    tr.names { display: none; }
    td, th, .headers th { padding: .15rem .8rem; border: 0; width: auto; }
    iframe { height: 75vh; }
  }
</style></head><body>
<header><a href="/">Development inbox</a><span>nothing leaves this machine</span></header><main>${body}</main></body></html>`;

/** @param search what was searched for; empty for everything */
export async function renderIndex(
  messages: ReceivedMessage[],
  total: number,
  search: string,
): Promise<string> {
  const rows = await Promise.all(
    messages.map(async (message) => {
      const { subject, from } = await PostalMime.parse(message.raw);
      return `<tr><td class="quiet">${message.receivedAt.slice(11, 19)} UTC</td><td>${escape(message.envelopeTo.join(', '))}</td>
        <td><a href="/messages/${message.number}">${escape(subject ?? '(no subject)')}</a></td><td class="quiet">${escape(from?.name || from?.address || '')}</td></tr>`;
    }),
  );
  return page(
    'Development inbox',
    `<form action="/"><input type="search" name="q" value="${escape(search)}" placeholder="Address, sender or subject" aria-label="Search"><button>Search</button></form>
     <p>${total} received${search ? `, ${messages.length} of them found` : total > messages.length ? `, the last ${messages.length} shown` : ''}.</p>
     <table><tr class="names"><th>Time</th><th>To</th><th>Subject</th><th>From</th></tr>${rows.join('')}</table>`,
  );
}

export function renderMessage(message: ReceivedMessage, email: Email): string {
  const headers = email.headers
    .map(({ key, value }) => `<tr><th>${escape(key)}</th><td>${escape(value)}</td></tr>`)
    .join('');
  const attachments = email.attachments
    .map(
      ({ filename, mimeType, content }, index) =>
        `<tr><td><a href="/messages/${message.number}/attachments/${index}">${escape(filename ?? 'file')}</a></td>
         <td class="quiet">${escape(mimeType)}, ${(content as ArrayBuffer).byteLength.toLocaleString('en')} bytes</td></tr>`,
    )
    .join('');
  return page(
    email.subject ?? 'Message',
    `<h1>${escape(email.subject ?? '(no subject)')}</h1>
     <p class="quiet">From ${escape(email.from?.name ?? '')} &lt;${escape(email.from?.address ?? '')}&gt; to ${escape(message.envelopeTo.join(', '))},
     envelope sender ${escape(message.envelopeFrom)} · <a href="/messages/${message.number}/raw">raw</a></p>
     ${email.html ? `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${message.number}/html"></iframe>` : ''}
     ${attachments ? `<h2>Attachments</h2><table>${attachments}</table>` : ''}
     <h2>Text</h2><pre>${escape(email.text ?? '')}</pre><h2>Headers</h2><table class="headers">${headers}</table>`,
  );
}
