import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Param,
  Post,
  ValidationPipe,
  VersioningType,
} from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { fromEntity } from '@facteur/audience';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { type Adapter, HostApp } from './host-app.js';
import { hostDatabase } from './host-database.js';

@Entity('reader')
class Reader {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 190 })
  mail: string;
}

@Controller()
class HostController {
  @Post('things/:id')
  take(@Param('id') id: string, @Body() body: unknown): unknown {
    return { id, body };
  }

  @Get('marketing-plans')
  plans(): string[] {
    return ['a host’s own'];
  }
}

/** Lets nobody in who has no ticket, but to what is marked as public. */
class TicketGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const marked = Reflect.getMetadata('isPublic', context.getClass()) as boolean | undefined;
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return marked === true || headers['x-ticket'] === 'yes';
  }
}

describe.each<[Adapter]>([['Express'], ['Fastify']])('in a host on %s, with all that a host may set', (adapter) => {
  let host: Awaited<ReturnType<typeof hostDatabase>>;
  let app: HostApp;
  const ticket = { 'x-ticket': 'yes' };
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.call(method, `/company${path}`, body, { ...ticket, ...headers });
  const api = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    call(method, `/marketing/api/v1${path}`, body, headers);

  beforeAll(async () => {
    host = await hostDatabase('MariaDB', [Reader]);
    await host.source.manager.insert(Reader, [{ mail: 'r@a.example' }, { mail: 's@a.example' }]);
    app = await HostApp.start(
      adapter,
      host.source,
      {
        siteUrl: 'https://shop.example/company/marketing',
        publicMetadata: { isPublic: true },
        imports: [
          {
            module: class Targets {},
            providers: [fromEntity(Reader, { email: 'mail', name: 'mail' })],
          },
        ],
      },
      {
        controllers: [HostController],
        setUp: (nest: INestApplication) => {
          nest.setGlobalPrefix('company');
          nest.enableVersioning({ type: VersioningType.URI });
          nest.useGlobalGuards(new TicketGuard());
          nest.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
          nest.enableCors();
        },
      },
    );
  }, 60_000);

  afterAll(async () => {
    await app?.stop();
    await host?.drop();
  });

  it("the host's own routes are as they were", async () => {
    expect((await call('POST', '/things/7', { a: { b: 1 } })).body).toEqual({ id: '7', body: { a: { b: 1 } } });
    expect((await call('GET', '/marketing-plans')).body).toEqual(['a host’s own']);
    expect((await app.call('GET', '/company/marketing-plans')).status).toBe(403);
    expect((await call('GET', '/nothing')).body).toMatchObject({ statusCode: 404 });
    expect((await call('POST', '/things/7', '{"a":', { 'content-type': 'application/json' })).status).toBe(400);
  });

  it('the API takes what it takes alone: large bodies, files, filters; and refuses in its own words', async () => {
    const large = await api('POST', '/email-templates', {
      name: 'Large',
      subject: 's',
      body: 'b',
      attachments: [{ name: 'a.txt', contentType: 'text/plain', content: Buffer.alloc(1_500_000, 'a').toString('base64') }],
    });
    expect(large.text).toContain('"id"');
    expect(large.status).toBe(201);
    const form = new FormData();
    form.set('file', new Blob([`emailAddress;isOptedOut\nq@a.example;1\n`]), 'out.csv');
    expect((await api('POST', '/imports/AddressStatus', form)).status).toBe(201);
    expect((await api('GET', '/address-statuses?filter.address=q@a.example&sortBy=address:ASC')).body).toMatchObject(
      { data: [{ optedOut: true }] },
    );
    const refused = await api('POST', '/target-lists', { name: 'L', colour: 'red' });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(refused.body).toMatchObject({ errors: [{ field: 'colour' }] });
    const typed = await api('POST', '/target-lists', 'name=L', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(typed.status).toBe(415);
    expect((await api('POST', '/target-lists', '{"__proto__":{"a":1}}', { 'content-type': 'application/json' })).status).toBe(400);
    expect((await app.call('GET', '/company/marketing/api/v1/target-lists')).status).toBe(403);
  });

  it('a letter is sent, opened, clicked, and left by one click in every form that mail programs send', async () => {
    const make = async (path: string, body: unknown = {}) => {
      const { status, body: made, text } = await api('POST', path, body);
      if (status >= 300) throw new Error(`${path}: ${text}`);
      return made as { id: string };
    };
    await api('PATCH', '/settings/outbound-email', { openTracking: true });
    const list = await make('/target-lists', { name: 'all' });
    await make(`/target-lists/${list.id}/members`, { targetType: 'Reader', all: true });
    const campaign = await make('/campaigns', { name: 'C', status: 'Active', type: 'Newsletter' });
    const url = await make('/tracking-urls', {
      name: 'U',
      url: 'https://shop.example/news',
      campaignId: campaign.id,
    });
    const template = await make('/email-templates', {
      name: 'T',
      subject: 's',
      body: `<p><a href="<trackingUrl:${url.id}>">news</a> <a href="<optOutUrl>">leave</a></p>`,
    });
    const mailing = await make('/mass-emails', {
      name: 'M',
      status: 'Pending',
      templateId: template.id,
      campaignId: campaign.id,
      targetListIds: [list.id],
      fromAddress: 'shop@shop.example',
    });
    const { data } = (await api('GET', '/scheduled-jobs?filter.job=SendMassEmails')).body as {
      data: { id: string }[];
    };
    await make(`/scheduled-jobs/${data[0]!.id}/run`);
    expect((await api('GET', `/mass-emails/${mailing.id}`)).body).toMatchObject({ status: 'Complete' });
    const link = async (to: string, kind: string) => {
      const { html } = await app.smtp.parsed(to);
      return app.here(new RegExp(`https://shop\\.example/company/marketing/${kind}/[^"]+`).exec(html as string)![0]);
    };
    // Nobody has a ticket here: these are people.
    const click = await app.call('GET', await link('r@a.example', 't/c'));
    expect([click.status, click.headers.get('location')]).toEqual([302, 'https://shop.example/news']);
    expect((await app.call('GET', await link('r@a.example', 't/o'))).headers.get('content-type')).toBe('image/gif');
    const leave = await link('r@a.example', 'u');
    expect((await app.call('GET', leave)).status).toBe(200);
    const oneClick = new FormData();
    oneClick.set('List-Unsubscribe', 'One-Click');
    expect((await app.call('POST', leave, oneClick)).status).toBe(200);
    const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
    const other = await link('s@a.example', 'u');
    expect((await app.call('POST', other, 'List-Unsubscribe=One-Click', urlencoded)).status).toBe(200);
    const members = (await api('GET', `/target-lists/${list.id}/members`)).body as {
      data: { optedOut: boolean }[];
    };
    expect(members.data.map(({ optedOut }) => optedOut)).toEqual([true, true]);
  });

  it("a provider's call is proven by its very bytes", async () => {
    const key = 'a key of the provider';
    await api('PATCH', '/settings/delivery-webhooks', { mailgunEnabled: true, mailgunSigningKey: key });
    const timestamp = String(Math.floor(new Date('2027-03-01T09:00:00Z').getTime() / 1000));
    const signature = createHmac('sha256', key).update(`${timestamp}t`).digest('hex');
    const text = `{ "signature": {"timestamp":"${timestamp}","token":"t","signature":"${signature}"},  "event-data": {"event":"opened"} }`;
    const json = { 'content-type': 'application/json' };
    expect((await app.call('POST', '/company/marketing/hooks/mailgun', text, json)).status).toBe(200);
    expect((await app.call('POST', '/company/marketing/hooks/mailgun', text.replace('"t"', '"u"'), json)).status).toBe(403);
  });

  it('pages and answers carry their headers', async () => {
    const { headers } = await api('GET', '/target-lists');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
