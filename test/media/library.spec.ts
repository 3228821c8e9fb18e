import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

let shade = 0;
/** A picture that there is none like. */
const picture = () =>
  sharp({ create: { width: 64, height: 32, channels: 3, background: { r: ++shade % 256, g: 80, b: 120 } } })
    .png()
    .toBuffer();

onBothDatabases('the media library', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  const form = (bytes: Buffer, fields: Record<string, string> = {}, fileName = 'spring.png') => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    data.set('file', new Blob([new Uint8Array(bytes)]), fileName);
    return data;
  };
  const upload = async (bytes?: Buffer, fields?: Record<string, string>) =>
    (await app.post('/media-files', form(bytes ?? (await picture()), fields))).body;
  const path = (url: string) => new URL(url).pathname;

  it('a picture is uploaded, found, renamed and shown to anybody', async () => {
    const made = await upload(undefined, { alt: 'Magnolias' });
    expect(made).toMatchObject({ name: 'spring.png', alt: 'Magnolias', contentType: 'image/png', width: 64 });
    expect(made.url).toMatch(/^https:\/\/crm\.example\.com\/m\/[0-9a-f]{40}\.png$/);
    await app.patch(`/media-files/${made.id}`, { name: 'Spring', alt: '' });
    const { body } = await app.get('/media-files?search=spring');
    expect(body.data.find(({ id }) => id === made.id)).toMatchObject({ name: 'Spring', alt: '' });
    const shown = await app.visit(made.url);
    expect(shown.status).toBe(200);
    expect(shown.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  it('whoever has it already is told so, and a part can be asked for', async () => {
    const { url, size } = await upload();
    const { headers } = await app.visit(url);
    const again = await app.visit(url, { headers: { 'if-none-match': String(headers['etag']) } });
    expect([again.status, again.text]).toEqual([304, '']);
    const part = await app.visit(url, { headers: { range: 'bytes=0-9' } });
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 0-9/${size}`]);
    expect((await app.visit(url, { headers: { range: `bytes=${size}-` } })).status).toBe(416);
  });

  it('what nobody has is never "not modified", a part of another content is the whole, and odd parts are ignored', async () => {
    const none = `/m/${'0'.repeat(40)}.png`;
    const ask = (url: string, headers: Record<string, string>) => app.visit(url, { headers });
    expect((await ask(none, { 'if-none-match': `"${'0'.repeat(40)}"` })).status).toBe(404);
    const { url } = await upload();
    expect((await ask(url, { range: 'bytes=0-3', 'if-range': '"other"' })).status).toBe(200);
    expect((await ask(url, { range: 'bytes=5-2' })).status).toBe(200);
    expect((await ask(url, { 'if-none-match': '*' })).status).toBe(304);
    const beyond = await ask(url, { range: 'bytes=9999999-' });
    expect([beyond.status, beyond.headers['cache-control']]).toEqual([416, undefined]);
    expect((await ask(url.replace('.png', '.gif'), {})).status).toBe(404);
  });

  it('the file is the part "file", and a name leads nowhere and turns nothing round', async () => {
    const other = new FormData();
    other.set('picture', new Blob([new Uint8Array(await picture())]), 'x.png');
    expect((await app.post('/media-files', other)).problem.errors).toEqual([
      { field: 'file', reason: 'is missing from the form' },
    ]);
    const odd = await app.post('/media-files', form(await picture(), {}, ' ..\u202egnp\u2028.png '));
    expect(odd.body.name).toBe('..gnp_.png');
    expect((await app.post('/media-files', form(await picture(), {}, '   '))).body.name).toBe('file');
  });

  it('one is taken down with its content, unless another has the same', async () => {
    const bytes = await picture();
    const [one, other] = [await upload(bytes), await upload(bytes)];
    expect((await app.delete(`/media-files/${one.id}?takeDown=true`)).status).toBe(204);
    const stored = () => app.database.query('SELECT 1 FROM media_content WHERE hash = ?', [one.hash]);
    expect(await stored()).toHaveLength(1);
    expect((await app.delete(`/media-files/${other.id}?takeDown=true`)).status).toBe(204);
    expect(await stored()).toEqual([]);
  });

  it('an address that there is nothing behind answers 404, and nothing of the request', async () => {
    for (const name of [`${'0'.repeat(40)}.png`, 'x', '..%2f..%2fetc', '%3Cscript%3E.png']) {
      const { status, text } = await app.visit(`/m/${name}`);
      expect([status, text]).toEqual([404, 'There is no such file.']);
    }
  });

  it('the same content is stored once, however many call it theirs', async () => {
    const bytes = await picture();
    const [one, other] = [await upload(bytes, { name: 'One' }), await upload(bytes, { name: 'Other' })];
    expect(one.url).toBe(other.url);
    const rows = await app.database.query('SELECT hash FROM media_content WHERE hash = ?', [one.hash]);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', /SVG/],
    ['a page that calls itself a picture', '<html></html>', /no picture/],
  ])('%s is refused, and nothing is left', async (_, text, reason) => {
    const before = await app.database.query('SELECT id FROM media_file');
    const { status, problem } = await app.post('/media-files', form(Buffer.from(text)));
    expect(status).toBe(400);
    expect(problem.errors).toMatchObject([{ field: 'file', reason: expect.stringMatching(reason) }]);
    expect(await app.database.query('SELECT id FROM media_file')).toHaveLength(before.length);
  });

  it('words that are too long are refused by name, and a stranger uploads nothing', async () => {
    const long = await app.post('/media-files', form(await picture(), { alt: 'x'.repeat(501) }));
    expect([long.status, long.problem.errors?.[0]?.field]).toEqual([400, 'alt']);
    const stranger = await app.call('POST', '/api/v1/media-files', form(await picture()), {
      authorization: '',
    });
    expect(stranger.status).toBe(401);
  });

  describe('in letters', () => {
    const template = (body: string) => app.make('/email-templates', { name: 'Spring', subject: 'S', body });

    it('a pasted picture goes into the library, once, and the letter names its address', async () => {
      const data = `data:image/png;base64,${(await picture()).toString('base64')}`;
      const { id } = await template(`<img src="${data}" alt="a"><img src="${data}" alt="b"><p>x</p>`);
      const { body } = await app.get(`/email-templates/${id}`);
      expect(body.body).not.toContain('data:');
      const urls = [...body.body.matchAll(/src="([^"]+)"/g)].map(([, url]) => url!);
      expect(new Set(urls).size).toBe(1);
      expect((await app.visit(urls[0]!)).status).toBe(200);
      const again = `data:image/png;base64,${(await picture()).toString('base64')}`;
      const changed = await app.patch(`/email-templates/${id}`, { body: `<img src="${again}" alt="a">` });
      expect(changed.body.body).toMatch(/src="https:\/\/crm\.example\.com\/m\//);
    });

    it.each([
      ['SVG', 'data:image/svg+xml;base64,PHN2Zy8+', /^line 2: the pasted picture is SVG/],
      ['no picture', 'data:image/png;base64,AAAA', /^line 2: the pasted picture is no picture/],
      ['no base64', 'data:image/png;base64,%%%', /^line 2: the pasted picture cannot be read/],
    ])('what was pasted and is %s is refused with its line', async (_, data, words) => {
      const body = `<p>x</p>\n<img src="${data}" alt="">`;
      const { status, problem } = await app.post('/email-templates', { name: 'N', subject: 'S', body });
      expect(status).toBe(400);
      expect(problem.errors).toMatchObject([{ field: 'body', reason: expect.stringMatching(words) }]);
    });

    it('a template that is refused leaves nothing in the library, and too many pictures are too many', async () => {
      const count = async () => (await app.get('/media-files?limit=1')).body.meta.totalItems;
      const before = await count();
      const data = (bytes: Buffer) => `<img src="data:image/png;base64,${bytes.toString('base64')}" alt="">`;
      const misspelt = `${data(await picture())}{{nobody.knows}}`;
      const refused = await app.post('/email-templates', { name: 'N', subject: 'S', body: misspelt });
      expect(refused.status).toBe(400);
      const one = await picture();
      const many = Array.from({ length: 31 }, (_, i) => data(Buffer.concat([one, Buffer.alloc(3, i)])));
      const crowded = await app.post('/email-templates', { name: 'N', subject: 'S', body: many.join('') });
      expect(crowded.problem.errors?.[0]?.reason).toMatch(/more than 30 pasted pictures/);
      expect(await count()).toBe(before);
    });

    it('a pasted photograph may be larger than a letter, and goes when plain text becomes HTML too', async () => {
      const noise = Buffer.from(Array.from({ length: 900 * 600 * 3 }, () => Math.random() * 256));
      const photo = await sharp(noise, { raw: { width: 900, height: 600, channels: 3 } })
        .jpeg({ quality: 95 })
        .toBuffer();
      const body = `<img alt="" src="data:image/jpeg;base64,${photo.toString('base64')}">`;
      expect(body.length).toBeGreaterThan(600_000);
      const { id, body: kept } = await template(body);
      expect(kept.length).toBeLessThan(200);
      const small = `<img alt="" src="data:image/png;base64,${(await picture()).toString('base64')}">`;
      await app.patch(`/email-templates/${id}`, { isHtml: false, body: small });
      const html = await app.patch(`/email-templates/${id}`, { isHtml: true });
      expect(html.body.body).not.toContain('data:');
    });

    it('one that a template shows is not deleted; one that none shows any more goes, and sent letters keep it', async () => {
      const file = await upload();
      const { id } = await template(`<img src="${file.url}" alt="Magnolias">`);
      const usage = await app.get(`/media-files/${file.id}/usage`);
      expect(usage.body.usedBy).toEqual([{ type: 'E-Mail Template', id, name: 'Spring' }]);
      const refused = await app.delete(`/media-files/${file.id}`);
      expect([refused.status, refused.problem.usedBy?.[0]?.id]).toEqual([409, id]);
      await app.patch(`/email-templates/${id}`, { body: '<p>without</p>' });
      expect((await app.delete(`/media-files/${file.id}`)).status).toBe(204);
      expect((await app.get(`/media-files/${file.id}`)).status).toBe(404);
      expect((await app.visit(path(file.url))).status).toBe(200);
    });
  });
});
