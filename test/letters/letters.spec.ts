import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { requireBinary } from '../support/binaries.js';
import { onBothDatabases } from '../support/databases.js';
import { altered } from '../support/links.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { TestApp } from '../support/test-app.js';
import { LETTERS, TRACKED_IN } from './real-templates.js';

interface Letter {
  address?: string;
  contact?: object;
  template?: object;
  campaignId?: string;
  trackAllLinks?: boolean;
}

const TRACKED = /https:\/\/crm\.example\.com\/t\/c\/[0-9a-f]+/g;

onBothDatabases('letters as receivers want them', (kind) => {
  let app: TestApp;
  let number = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    await app.patch('/settings/outbound-email', { mandatoryOptOutLink: false });
  });
  afterAll(() => app?.stop());

  /** Sends a body to one contact. */
  async function sent(body: string, more: Letter = {}) {
    const address = more.address ?? `l${(number += 1)}@x.example`;
    const contact = await app.contact(address, { firstName: 'Ada', ...more.contact });
    const list = await app.list(address, [{ targetType: 'Contact', id: contact.id }]);
    const template = await app.template(body, more.template);
    const campaign = more.campaignId ? { id: more.campaignId } : await app.campaign();
    const mailing = await app.mailing([list.id], {
      templateId: template.id,
      campaignId: campaign.id,
      trackAllLinks: more.trackAllLinks ?? true,
      openTracking: false,
    });
    await app.run();
    const email = await app.smtp.parsed(address).catch(() => undefined);
    return { email: email!, html: email?.html ?? '', mailing, campaign, address };
  }

  describe('real templates arrive unchanged but for their links', () => {
    it.each(Object.entries(LETTERS))('%s', async (name, body) => {
      const { html } = await sent(body);
      // What was tracked is put back; every other byte has to be the same.
      const targets: string[] = [];
      for (const [link] of html.matchAll(TRACKED))
        targets.push(String((await app.visit(link)).headers['location']));
      const links = [...targets];
      const normal = (text: string) => text.replace(/\r\n/g, '\n').trimEnd();
      const pieces = normal(html).split(TRACKED);
      let at = 0;
      for (const [index, piece] of pieces.entries()) {
        const found = index === 0 ? 0 : normal(body).indexOf(piece, at);
        expect([index, normal(body).slice(found, found + piece.length)]).toEqual([index, piece]);
        if (index > 0)
          expect(
            new URL(
              normal(body)
                .slice(at, found)
                .trim()
                .replace(/&amp;|&#38;/g, '&')
                .replace(/&#x2F;/g, '/'),
            ).href,
          ).toBe(links.shift());
        at = found + piece.length;
      }
      expect(normal(body).slice(at)).toBe('');
      expect(targets).toHaveLength(TRACKED_IN[name]!);
      for (const target of targets) expect(target).toMatch(/^https:\/\/shop\.example\//);
    });
  });

  it('Outlook’s conditional comments hold placeholders as well as the rest', async () => {
    const campaign = await app.campaign();
    const url = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'U',
      url: 'https://shop.example/u',
    });
    const { html } = await sent(
      `<!--[if mso]><a href="{trackingUrl:${url.id}}">x</a> <a href="{optOutUrl}">{person.firstName}</a><![endif]--><a href="<trackingUrl:${url.id}>">y</a>`,
      { campaignId: campaign.id, trackAllLinks: false },
    );
    expect(html.match(TRACKED)).toHaveLength(2);
    expect(html).toMatch(/<!--\[if mso\]>.*crm\.example\.com\/u\/[0-9a-f]+">Ada<\/a><!\[endif\]-->/);
    expect(html).not.toMatch(/\{|trackingUrl/);
  });

  it('values that fill a part of an address are encoded for their place', async () => {
    const { html } = await sent(
      '<a href="https://shop.example/p?e={person.emailAddress}&n={{person.lastName}}#x">a</a>',
      { address: `a+b${kind}@x.example`, contact: { lastName: 'Ö & "Söhne"/?' }, trackAllLinks: false },
    );
    const href = /href="([^"]+)"/.exec(html)![1]!.replace(/&amp;/g, '&');
    const { searchParams } = new URL(href);
    expect(searchParams.get('e')).toBe(
      `a+b${kind}@x.example`.toLowerCase().replace(kind.toLowerCase(), kind),
    );
    expect(searchParams.get('n')).toBe('Ö & "Söhne"/?');
  });

  it('an address with a placeholder is tracked: its filled form is sealed into the link', async () => {
    const { html, campaign } = await sent(
      '<a href="https://shop.example/p?who={person.firstName}&amp;x=1">a</a>',
      { contact: { firstName: 'Ada Ü&b' } },
    );
    const [link] = html.match(TRACKED)!;
    const answer = await app.visit(link!);
    expect(answer.headers['location']).toBe('https://shop.example/p?who=Ada%20%C3%9C%26b&x=1');
    expect((await app.statistics(campaign.id)).clickedCount).toBe(1);
    expect((await app.visit(altered(link!))).status).toBe(404);
  });

  it('an address beyond Latin-1 redirects to its normalised form', async () => {
    const campaign = await app.campaign();
    const url = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'U',
      url: 'https://www.example.com/żółw?q=→',
    });
    const { html } = await sent(`<a href="{trackingUrl:${url.id}}">x</a>`, {
      campaignId: campaign.id,
      trackAllLinks: false,
    });
    const answer = await app.visit(html.match(TRACKED)![0]);
    expect([answer.status, answer.headers['location']]).toEqual([
      302,
      'https://www.example.com/%C5%BC%C3%B3%C5%82w?q=%E2%86%92',
    ]);
  });

  describe('merge tags of other systems', () => {
    const TAGS: [string, string][] = [
      ['*|FNAME|*', '{{person.firstName}}'],
      ['%%first_name%%', '{{person.firstName}}'],
      ['[[name]]', '{{person.name}}'],
      ['{contactfield=firstname}', '{{person.firstName}}'],
      ['{contactfield=firstname|friend}', '{{default person.firstName "friend"}}'],
      ['{{ .Subscriber.Name }}', '{{person.name}}'],
      ['{{ first_name|default:"there" }}', '{{default person.firstName "there"}}'],
      ['*|UNSUB|*', '{optOutUrl}'],
    ];
    it.each(TAGS)('%s is translated to %s', async (tag, ours) => {
      const { body } = await app.post('/email-templates/translate', { body: `<p>Hi ${tag}!</p>` });
      expect(body.body).toBe(`<p>Hi ${ours}!</p>`);
      expect(body.translated).toMatchObject([{ tag, means: ours }]);
    });

    it('what looks like one and is none of ours is a warning of preflight; what cannot be parsed names its cure', async () => {
      const { list } = await app.listOf(1, `m${kind}`);
      const template = await app.template('<p>Hi *|FNAME|*</p>');
      const mailing = await app.mailing([list.id], { templateId: template.id, status: 'Draft' });
      const body = await app.preflight(mailing);
      expect(body.warnings).toContainEqual(
        expect.objectContaining({
          code: 'foreign-merge-tag',
          message: expect.stringContaining('{{person.firstName}}'),
        }),
      );
      const refused = await app.post('/email-templates', {
        name: 'T',
        subject: 's',
        body: 'Hi {{ .Subscriber.Name }}',
      });
      expect([refused.status, refused.problem.errors?.[0]?.reason]).toEqual([
        400,
        expect.stringContaining('{{person.name}}'),
      ]);
      expect(refused.problem.errors?.[0]?.reason.length).toBeLessThan(300);
    });
  });

  it('DKIM covers the headers of lists, as an independent verifier sees it', async () => {
    // The Python that the package was installed for, which need not be the first in PATH.
    const python = /^#!\s*(\S+)/.exec(readFileSync(requireBinary('dkimverify', 'python3-dkim'), 'utf8'))![1]!;
    for (const type of ['rsa', 'ed25519'] as const) {
      const { privateKey, publicKey } =
        type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
      const der = publicKey.export({ format: 'der', type: 'spki' });
      const p = (type === 'rsa' ? der : der.subarray(-32)).toString('base64');
      const saved = await app.patch('/settings/outbound-email', {
        dkimDomain: 'sender.example',
        dkimSelector: 'test',
        dkimPrivateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }),
      });
      expect(saved.status).toBe(200);
      const { address } = await sent('<p>Ünïcode</p>\n\n<p>. a dot</p>\n');
      const { raw } = app.smtp.messages.find((message) => message.to === address)!;
      // python3-dkim asks DNS; the key is handed to it instead.
      const script = `
import sys, dkim
raw = sys.stdin.buffer.read()
txt = lambda name, timeout=5: b"v=DKIM1; k=${type}; p=${p}"
print(dkim.verify(raw, dnsfunc=txt))
print(dkim.verify(raw.replace(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe-Post: x"), dnsfunc=txt))
print(dkim.verify(b"From: Mallory <m@evil.example>\\r\\n" + raw, dnsfunc=txt))
`;
      const said = execFileSync(python, ['-c', script], { input: raw }).toString();
      expect(said.trim().split('\n')).toEqual(['True', 'False', 'False']);
      const signature = /DKIM-Signature:[\s\S]*?\r\n(?!\s)/.exec(raw.toString('latin1'))![0];
      const signed = /h=([\s\S]*?);/.exec(signature)![1]!.replace(/\s/g, '').toLowerCase().split(':');
      for (const name of [
        'list-unsubscribe',
        'list-unsubscribe-post',
        'feedback-id',
        'precedence',
        'x-queue-item-id',
      ])
        if (raw.toString('latin1').toLowerCase().includes(`\r\n${name}:`)) expect(signed).toContain(name);
      for (const name of ['from', 'subject', 'to', 'date', 'message-id', 'list-unsubscribe-post'])
        expect(signed.filter((one) => one === name).length).toBe(2);
    }
    await app.patch('/settings/outbound-email', {
      dkimDomain: null,
      dkimSelector: null,
      dkimPrivateKey: null,
    });
  });

  it('a key that is none is refused, and named', async () => {
    const { status, problem } = await app.patch('/settings/outbound-email', { dkimPrivateKey: 'junk' });
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'dkimPrivateKey']);
  });

  it('an address beyond ASCII goes out where the server offers SMTPUTF8, and fails alone where it does not', async () => {
    const address = `jörg${number}@x.example`;
    const { mailing } = await sent('<p>x</p>', { address });
    const [item] = await app.items(mailing);
    if (item!.status === 'Sent') {
      const raw = app.smtp.messages.find((message) => message.to === address)!.raw.toString('utf8');
      expect(raw).toContain(address);
    } else expect([item!.status, item!.lastError]).toEqual(['Failed', expect.stringContaining('SMTPUTF8')]);

    const plain = await new SmtpSink().start({ hideSMTPUTF8: true } as never);
    await app.patch('/settings/outbound-email', { smtpHost: '127.0.0.1', smtpPort: plain.port });
    const other = `jürgen${number}@x.example`;
    const contact = await app.contact(`plain${number}@x.example`);
    const umlaut = await app.contact(other);
    const list = await app.list('both', [
      { targetType: 'Contact', id: contact.id },
      { targetType: 'Contact', id: umlaut.id },
    ]);
    const both = await app.mailing([list.id]);
    await app.run();
    expect((await app.items(both)).map((one) => [one.address, one.status])).toEqual([
      [other, 'Failed'],
      [`plain${number}@x.example`, 'Sent'],
    ]);
    expect((await app.items(both))[0]!.lastError).toContain('SMTPUTF8');
    await app.patch('/settings/outbound-email', { smtpHost: null, smtpPort: null });
    await plain.stop();
  });
});
