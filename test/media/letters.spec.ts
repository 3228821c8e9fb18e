import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

let shade = 0;
/** A picture that there is none like. */
const picture = () =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: { r: ++shade % 256, g: 10, b: 200 } } })
    .png()
    .toBuffer();

onBothDatabases('pictures and files in letters', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const form = (bytes: Buffer, fileName: string) => {
    const data = new FormData();
    data.set('file', new Blob([new Uint8Array(bytes)]), fileName);
    return data;
  };
  const upload = async (bytes: Buffer, fileName = 'spring.png') =>
    (await app.post('/media-files', form(bytes, fileName))).body;
  const bytesOf = (content: unknown) => Buffer.from(content as ArrayBuffer);
  const attached = async (name = 'logo.png') => ({
    name,
    contentType: 'image/png',
    content: (await picture()).toString('base64'),
  });
  const checked = async (template: { id: string }) => {
    const { list } = await app.listOf(1, `c${++shade}x`);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], {
      status: 'Draft',
      campaignId: campaign.id,
      templateId: template.id,
    });
    return (await app.preflight(mailing)).errors.filter(({ code }) => code === 'image-unseen');
  };

  it('one uploaded, one pasted, one attached and named by cid: all are seen, and preflight is silent', async () => {
    const hosted = await upload(await picture());
    const pasted = `data:image/png;base64,${(await picture()).toString('base64')}`;
    const logo = await attached('Lögo 1.png');
    const body = `<p>Bonjour</p><img src="${hosted.url}" alt="a"><img src="${pasted}" alt="b"><img src="cid:Lögo 1.png" alt="c"><td background="cid:L%C3%B6go%201.png">`;
    const mail = await app.sendTo({}, { body, attachments: [logo] });
    const sources = [...mail.html!.matchAll(/(?:src|background)="([^"]+)"/g)].map(([, source]) => source!);
    expect(sources.slice(0, 2)).toEqual([hosted.url, expect.stringMatching(/\/m\/[0-9a-f]{40}\.png$/)]);
    expect(new Set(sources.slice(2)).size).toBe(1);
    expect(mail.attachments).toHaveLength(1);
    const [part] = mail.attachments;
    expect(part).toMatchObject({ disposition: 'inline', filename: 'Lögo 1.png', related: true });
    expect(`cid:${part!.contentId!.slice(1, -1)}`).toBe(sources[2]);
    expect(bytesOf(part!.content).toString('base64')).toBe(logo.content);
    const { id } = await app.template(body, { attachments: [logo] });
    expect(await checked({ id })).toEqual([]);
    const { body: seen } = await app.get(`/email-templates/${id}/preview`);
    const [, address] = /<img src="([^"]+)" alt="c">/.exec(seen.html!) ?? [];
    expect((await app.visit(address!)).headers['content-type']).toBe('image/png');
  });

  it('a template that says so carries the pictures of the library within it, each once', async () => {
    const [one, other] = [await upload(await picture()), await upload(await picture())];
    const mail = await app.sendTo(
      {},
      {
        inlineImages: true,
        body: `<img src="${one.url}" alt=""><img src="${other.url}" alt=""><img src="${one.url}" alt=""><a href="${one.url}">x</a>`,
        attachments: [await attached('beside.png')],
      },
    );
    expect(mail.attachments.map(({ disposition }) => disposition)).toEqual([
      'inline',
      'inline',
      'attachment',
    ]);
    expect(mail.html!.match(/src="cid:/g)).toHaveLength(3);
    expect(mail.html).toContain(`href="${one.url}"`);
    const raw = mail.sunk.raw.toString();
    // RFC 2387: the type of the root is named; RFC 2046: text first, then what shows best.
    expect(raw).toMatch(
      /multipart\/mixed;[^]*multipart\/alternative;[^]*text\/plain[^]*multipart\/related; type="text\/html";[^]*text\/html/,
    );
    for (const [id] of raw.matchAll(/^Content-ID: .*$/gm))
      expect(id).toMatch(/^Content-ID: <[^<>\s@]+@[^<>\s@]+>\r?$/);
  });

  it('a letter shows the picture where the site is now, wherever it was when it was written', async () => {
    const { url } = await upload(await picture());
    const path = new URL(url).pathname;
    const mail = await app.sendTo(
      {},
      { body: `<img src="http://localhost:3000${path}" alt=""><p style="background:url(${path})">` },
    );
    expect(mail.html).not.toContain('localhost');
    expect(mail.html!.match(new RegExp(url, 'g'))).toHaveLength(2);
  });

  it.each([
    ['beside nothing', '<img src="logo.png" alt="">', /begin it with https/],
    ['on this machine alone', '<img src="http://192.168.1.4/logo.png" alt="">', /only this network/],
    ['attached by no name', '<img src="cid:logo.png" alt="">', /names no attachment/],
    ['in a style', '<div style="background-image:url(images/b.png)">', /begin it with https/],
    [
      'as a choice',
      '<img src="https://a.example/a.png" srcset="images/b.png 2x" alt="">',
      /begin it with https/,
    ],
    ['without a scheme', '<img src="//a.example/a.png" alt="">', /begin it with https/],
    [
      'of this site, and not in it',
      `<img src="https://crm.example.com/m/${'0'.repeat(40)}.png" alt="">`,
      /not in the library/,
    ],
    ['of the library, and not in it', `<img src="/m/${'0'.repeat(40)}.png" alt="">`, /not in the library/],
  ])('a picture %s is an error with its line', async (_, html, words) => {
    const found = await checked(await app.template(`<p>x</p>\n${html}`));
    expect(found).toEqual([
      {
        code: 'image-unseen',
        field: 'templateId',
        line: 2,
        message: expect.stringMatching(words),
      },
    ]);
  });

  it('documents come into the library by what they are, and go out from it as attachments', async () => {
    const pdf = Buffer.from('%PDF-1.7 prices');
    const file = await upload(pdf, 'prices.pdf');
    expect(file).toMatchObject({ contentType: 'application/pdf', width: null, size: pdf.length });
    const shown = await app.visit(file.url);
    expect(shown.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment',
    });
    expect((await app.visit(file.url.replace('.pdf', '.png'))).status).toBe(404);
    const { id } = await app.template('<p>x</p>');
    const made = await app.post(`/email-templates/${id}/attachments/from-library`, {
      mediaFileId: file.id,
      name: 'Tarifs.pdf',
    });
    expect(made.body.attachments).toMatchObject([{ name: 'Tarifs.pdf', contentType: 'application/pdf' }]);
    const nothing = await app.post(`/email-templates/${id}/attachments/from-library`, {
      mediaFileId: 'abcdefghijklmnopqrst',
    });
    expect([nothing.status, nothing.problem.errors?.[0]?.field]).toEqual([400, 'mediaFileId']);
    const wrong = await app.post('/media-files', form(Buffer.from('<html>'), 'prices.pdf'));
    expect([wrong.status, wrong.problem.errors?.[0]?.reason]).toEqual([
      400,
      'is called .pdf, but is none inside',
    ]);
  });

  it('files of more than 18 MB together are refused in words, and nothing is added', async () => {
    const { id } = await app.template('<p>x</p>');
    const nine = Buffer.alloc(9.5 * 1024 * 1024, 1);
    expect((await app.post(`/email-templates/${id}/attachments`, form(nine, 'a.bin'))).status).toBe(201);
    const { status, problem } = await app.post(`/email-templates/${id}/attachments`, form(nine, 'b.bin'));
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'file']);
    expect(problem.errors?.[0]?.reason).toMatch(/19\.0 MB together.*18 MB.*library/);
    expect((await app.get(`/email-templates/${id}`)).body.attachments).toHaveLength(1);
  });
});
