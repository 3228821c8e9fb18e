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

  it('an address that there is nothing behind answers 404, and nothing of the request', async () => {
    for (const name of [`${'0'.repeat(40)}.png`, 'x', '..%2f..%2fetc', '%3Cscript%3E.png']) {
      const { status, text } = await app.visit(`/m/${name}`);
      expect([status, text]).toEqual([404, 'There is no such picture.']);
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

    it('what was pasted and is no picture is refused with its line', async () => {
      const { status, problem } = await app.post('/email-templates', {
        name: 'N',
        subject: 'S',
        body: '<p>x</p>\n<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="">',
      });
      expect(status).toBe(400);
      expect(problem.errors?.[0]).toMatchObject({ field: 'body', reason: expect.stringMatching(/SVG/) });
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
