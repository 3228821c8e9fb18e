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
import { ExpressAdapter } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { fromEntity } from '@facteur/audience';
import { consoleFolder } from '@facteur/console';
import { describingApi, facteurDocument } from '@facteur/facteur';
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

  /** Begins like addresses of Facteur's, which it is not. */
  @Post(['marketing/api/leads', 'marketing/api/v1/target-lists/of-the-host', 'health/report'])
  beside(@Body() body: unknown): unknown {
    return { body };
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

describe.each<[Adapter]>([['Express'], ['Fastify']])(
  'in a host on %s, with all that a host may set',
  (adapter) => {
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
            nest.useGlobalPipes(
              new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
            );
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
      expect((await call('POST', '/things/7', { a: { b: 1 } })).body).toEqual({
        id: '7',
        body: { a: { b: 1 } },
      });
      expect((await call('GET', '/marketing-plans')).body).toEqual(['a host’s own']);
      expect((await app.call('GET', '/company/marketing-plans')).status).toBe(403);
      expect((await call('GET', '/nothing')).body).toMatchObject({ statusCode: 404 });
      expect((await call('POST', '/things/7', '{"a":', { 'content-type': 'application/json' })).status).toBe(
        400,
      );
    });

    it.each(['/marketing/api/leads', '/marketing/api/v1/target-lists/of-the-host', '/health/report'])(
      "a host's own %s keeps its body",
      async (path) => {
        const { body, headers } = await call('POST', path, { a: 1 });
        expect([body, headers.get('content-security-policy')]).toEqual([{ body: { a: 1 } }, null]);
      },
    );

    it.each([
      ['in capitals', '/COMPANY/Marketing/API/v1/target-lists', [404, 415]],
      ['escaped', '/company/marketing/%61pi/v1/target-lists', [404, 415]],
      ['with a fragment that cannot be read', '/company/marketing/api/v1/target-lists#%zz', [415]],
    ])('an address that is spelled otherwise has the same bounds: %s', async (_what, path, wanted) => {
      const { status } = await app.call('POST', path, 'name=L', {
        ...ticket,
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect(wanted).toContain(status);
    });

    it('the API takes what it takes alone: large bodies, files, filters; and refuses in its own words', async () => {
      const large = await api('POST', '/email-templates', {
        name: 'Large',
        subject: 's',
        body: 'b',
        attachments: [
          {
            name: 'a.txt',
            contentType: 'text/plain',
            content: Buffer.alloc(1_500_000, 'a').toString('base64'),
          },
        ],
      });
      expect(large.text).toContain('"id"');
      expect(large.status).toBe(201);
      const form = new FormData();
      form.set('file', new Blob([`emailAddress;isOptedOut\nq@a.example;1\n`]), 'out.csv');
      expect((await api('POST', '/imports/AddressStatus', form)).status).toBe(201);
      expect(
        (await api('GET', '/address-statuses?filter.address=q@a.example&sortBy=address:ASC')).body,
      ).toMatchObject({ data: [{ optedOut: true }] });
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
      expect(
        (await api('POST', '/target-lists', '{"__proto__":{"a":1}}', { 'content-type': 'application/json' }))
          .status,
      ).toBe(400);
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
        return app.here(
          new RegExp(`https://shop\\.example/company/marketing/${kind}/[^"]+`).exec(html as string)![0],
        );
      };
      // Nobody has a ticket here: these are people.
      const click = await app.call('GET', await link('r@a.example', 't/c'));
      expect([click.status, click.headers.get('location')]).toEqual([302, 'https://shop.example/news']);
      expect((await app.call('GET', await link('r@a.example', 't/o'))).headers.get('content-type')).toBe(
        'image/gif',
      );
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

    it("the host's own document has its own calls alone, Facteur's has Facteur's, and both stand in one if asked", () => {
      const own = () => SwaggerModule.createDocument(app.nest, new DocumentBuilder().build());
      const pathsOf = ({ paths }: OpenAPIObject) => Object.keys(paths);
      const facteur = '/company/marketing/api/v1/target-lists';
      expect(pathsOf(own())).toEqual(expect.arrayContaining(['/company/marketing-plans']));
      expect(Object.keys(own().components?.schemas ?? {})).toEqual([]);
      expect(pathsOf(own()).filter((path) => path.includes('/api/v1/'))).toEqual([
        '/company/marketing/api/v1/target-lists/of-the-host',
      ]);
      expect(pathsOf(facteurDocument(app.nest))).toContain(facteur);
      expect(pathsOf(facteurDocument(app.nest))).not.toContain('/company/marketing-plans');
      expect(pathsOf(describingApi(own))).toEqual(
        expect.arrayContaining([facteur, '/company/marketing-plans']),
      );
    });

    it("a provider's call is proven by its very bytes", async () => {
      const key = 'a key of the provider';
      await api('PATCH', '/settings/delivery-webhooks', { mailgunEnabled: true, mailgunSigningKey: key });
      const timestamp = String(Math.floor(new Date('2027-03-01T09:00:00Z').getTime() / 1000));
      const signature = createHmac('sha256', key).update(`${timestamp}t`).digest('hex');
      const text = `{ "signature": {"timestamp":"${timestamp}","token":"t","signature":"${signature}"},  "event-data": {"event":"opened"} }`;
      const json = { 'content-type': 'application/json' };
      expect((await app.call('POST', '/company/marketing/hooks/mailgun', text, json)).status).toBe(200);
      expect(
        (await app.call('POST', '/company/marketing/hooks/mailgun', text.replace('"t"', '"u"'), json)).status,
      ).toBe(403);
    });

    it('pages and answers carry their headers', async () => {
      const { headers } = await api('GET', '/target-lists');
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });
  },
);

describe.each<[Adapter]>([['Express'], ['Fastify']])('the console in a host on %s', (adapter) => {
  let app: HostApp;
  beforeAll(async () => {
    app = await HostApp.start(adapter, undefined, {
      url: 'sqlite::memory:',
      console: {
        folder: consoleFolder,
        path: 'desk',
        guards: [new TicketGuard()],
        signInUrl: '/login?from="x"',
      },
    });
  }, 60_000);
  afterAll(() => app?.stop());

  it("is under its path, behind the host's own guard, and knows where it is", async () => {
    expect((await app.call('GET', '/marketing/desk')).status).toBe(403);
    const ticket = { 'x-ticket': 'yes' };
    for (const path of ['/marketing/desk', '/marketing/desk/mass-emails/abc']) {
      const { status, text, headers } = await app.call('GET', path, undefined, ticket);
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(text).toContain('<base href="/marketing/desk/" />');
      expect(text).toContain('<meta name="facteur-api" content="/marketing/" />');
      expect(text).toContain('content="/login?from=&#34;x&#34;"');
    }
    const { text } = await app.call('GET', '/marketing/desk', undefined, ticket);
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(text)![1]!;
    const asset = await app.call('GET', `/marketing/desk/${script}`, undefined, ticket);
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('immutable'),
    ]);
    expect((await app.call('GET', '/marketing/desk/assets/..%2findex.html', undefined, ticket)).status).toBe(
      404,
    );
    expect(await app.get('/auth/me')).toMatchObject({ name: 'host', isProgram: false });
  });
});

it('a body that a server read before the application was made is taken as it is, and no form by the API', async () => {
  const express = createRequire(import.meta.url)('express') as Record<string, (options?: object) => unknown> &
    (() => { use(handler: unknown): void });
  const server = express();
  server.use(express['json']!());
  server.use(express['urlencoded']!({ extended: false }));
  const app = await HostApp.start(
    'Express',
    undefined,
    { url: 'sqlite::memory:' },
    {},
    new ExpressAdapter(server),
  );
  try {
    expect((await app.make('/target-lists', { name: 'L' })).id).toBeTruthy();
    const form = await app.call('POST', '/marketing/api/v1/target-lists', 'name=L', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(415);
  } finally {
    await app.stop();
  }
});

it.each([[undefined], [null], [false], [{}], [{ name: '' }]])(
  'a policy that answers %j lets nobody in',
  async (answer) => {
    const signIn = { check: () => Promise.resolve(answer) } as never;
    const app = await HostApp.start('Express', undefined, { url: 'sqlite::memory:', signIn });
    try {
      expect((await app.call('GET', '/marketing/api/v1/target-lists')).status).toBe(401);
    } finally {
      await app.stop();
    }
  },
);
