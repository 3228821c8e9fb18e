import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FacteurModule, type FacteurOptions } from '@facteur/facteur';
import type { RunSummary } from '@facteur/dispatch';
import { Database, type Environment, FixedClock } from '@facteur/platform';
import { createServer } from '@facteur/server';
import { type DatabaseKind, newDatabase, type TestDatabase } from './new-database.js';
import type { AnswerTo, Problem, Schemas } from './api-types.js';
import { AnswerCheck, type ApiDocument } from './answer-check.js';
import { type LinkKind, linksIn } from './links.js';
import { onceARun } from './once-a-run.js';
import { SmtpSink } from './smtp-sink.js';

export interface Answer<T = unknown> {
  status: number;
  /** Of success; what it is when it is none stands in `problem`. */
  body: T;
  problem: Problem;
  headers: Record<string, unknown>;
  text: string;
}

const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };
/** Of whoever {@link TestApp.join joins}. */
export const PASSWORD = 'a horse of another colour';
export const START = new Date('2027-03-01T09:00:00.000Z');

/** What the usual app answers; made once for all of a file. */
const USUAL: { of?: Promise<AnswerCheck> } = {};

/** A whole Facteur on a fresh database, with a clock that stands still and a real SMTP server to send to. */
export class TestApp {
  token = '';
  private jobId = '';
  private serial = 0;

  private constructor(
    readonly nest: NestFastifyApplication,
    readonly clock: FixedClock,
    readonly smtp: SmtpSink,
    readonly test: TestDatabase,
    readonly dataDir: string,
    readonly origin: string,
    /** Without modules of a host all apps have one document. */
    private readonly checks: { of?: Promise<AnswerCheck> },
  ) {}

  static async start(
    kind: DatabaseKind,
    options: Partial<Omit<FacteurOptions, 'environment'>> & {
      databaseUrl?: string;
      environment?: Partial<Environment>;
    } = {},
  ): Promise<TestApp> {
    const test = options.databaseUrl
      ? { kind, url: options.databaseUrl, drop: async () => undefined }
      : await newDatabase(kind, { isMigrated: options.tablePrefix === undefined });
    const smtp = await new SmtpSink().start();
    const clock = new FixedClock(START);
    const dataDir = mkdtempSync(join(tmpdir(), 'facteur-test-'));
    const { databaseUrl: _url, environment, ...rest } = options;
    const nest = await createServer(
      FacteurModule.forRoot({
        environment: {
          port: 0,
          siteUrl: 'https://crm.example.com',
          databaseUrl: test.url,
          dataDir,
          smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
          appSecret: 'a secret for tests alone',
          adminEmail: ADMIN.email,
          adminPassword: ADMIN.password,
          logLevel: 'silent',
          privateNetworks: 'allow',
          ...environment,
        },
        clock,
        scheduling: { enabled: false },
        dispatch: { reconnectDelays: [] },
        ...rest,
      }),
      { logger: false, docsPage: false },
    ).catch(async (error: unknown) => {
      await smtp.stop();
      await test.drop();
      throw error;
    });
    await nest.listen(0, '127.0.0.1');
    const app = new TestApp(
      nest,
      clock,
      smtp,
      test,
      dataDir,
      (await nest.getUrl()).replace('[::1]', '127.0.0.1'),
      Object.keys(rest).length ? {} : USUAL,
    );
    // A host with a policy of its own signs people in itself.
    if (rest.signIn === undefined) {
      const admin = { ...ADMIN, password: environment?.adminPassword ?? ADMIN.password };
      app.token = (await app.make('/auth/login', admin)).accessToken;
      // A key that outlives whatever a test does to the clock.
      app.token = (await app.make('/api-keys', { name: 'tests' })).key;
    }
    await app.patch('/settings/outbound-email', {
      fromAddress: 'news@sender.example',
      fromName: 'Facteur News',
    });
    return app;
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.smtp.stop();
    await this.test.drop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  get database(): Database {
    return this.nest.get(Database);
  }

  async call<T = unknown>(
    method: string,
    url: string,
    payload?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const ready = payload === undefined || typeof payload === 'string' || payload instanceof FormData;
    const text = ready ? payload : JSON.stringify(payload);
    const response = await fetch(`${this.origin}${url}`, {
      method,
      redirect: 'manual',
      ...(text === undefined ? {} : { body: text }),
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(payload === undefined || payload instanceof FormData
          ? {}
          : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const body = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    const parsed = json ? JSON.parse(body) : undefined;
    await this.hold(method, url, response.status, parsed);
    return {
      status: response.status,
      body: parsed as T,
      problem: parsed as Problem,
      headers: Object.fromEntries(response.headers),
      text: body,
    };
  }

  /** Every answer is as the API document says. */
  private async hold(method: string, url: string, status: number, body: unknown): Promise<void> {
    if (!url.startsWith('/api/v1') || status >= 500) return;
    this.checks.of ??= this.document().then((text) => new AnswerCheck(JSON.parse(text) as ApiDocument));
    const fault = (await this.checks.of).faultOf(method, url, status, body);
    if (fault) throw new Error(fault);
  }

  /** The document of the API; the same for all usual apps of a run. */
  private document(): Promise<string> {
    const read = async () => (await fetch(`${this.origin}/api/openapi.json`)).text();
    return this.checks === USUAL ? onceARun('openapi.json', read) : read();
  }

  get<P extends string>(path: P): Promise<Answer<AnswerTo<'get', P>>> {
    return this.call('GET', `/api/v1${path}`);
  }

  post<P extends string>(path: P, body: unknown = {}): Promise<Answer<AnswerTo<'post', P>>> {
    return this.call('POST', `/api/v1${path}`, body);
  }

  patch<P extends string>(path: P, body: unknown): Promise<Answer<AnswerTo<'patch', P>>> {
    return this.call('PATCH', `/api/v1${path}`, body);
  }

  delete<P extends string>(path: P, body?: unknown): Promise<Answer<AnswerTo<'delete', P>>> {
    return this.call('DELETE', `/api/v1${path}`, body);
  }

  /** Signs in. @returns the session's token */
  async signIn(email = ADMIN.email, password = ADMIN.password): Promise<string> {
    return (await this.make('/auth/login', { email, password })).accessToken;
  }

  /** Somebody with a role: invited by the admin, with a password of their own. @returns the session's token */
  async join(role: string, email = `${role.toLowerCase()}${++this.serial}@team.example`): Promise<string> {
    const admin = { authorization: `Bearer ${await this.signIn()}` };
    // Whatever the key of the tests chose, its links are good.
    await this.call('PATCH', '/api/v1/settings/outbound-email', { isWaySure: true }, admin);
    const invited = await this.call('POST', '/api/v1/sign-ins', { email, role }, admin);
    if (invited.status !== 201) throw new Error(`${email} could not be invited: ${invited.text}`);
    const { text } = await this.smtp.parsed(email);
    const token = /password#(\S+)/.exec(text!)![1]!;
    await this.post('/auth/password/choose', { token, password: PASSWORD });
    return this.signIn(email, PASSWORD);
  }

  /** Uploads a file of records: `Contact` takes it in, `Contact/preview` looks at it. */
  import<P extends string>(
    path: P,
    content: string | Buffer<ArrayBuffer>,
    fields: Record<string, string> = {},
  ): Promise<Answer<AnswerTo<'post', `/imports/${P}`>>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([content]), 'people.csv');
    return this.post(`/imports/${path}`, form);
  }

  /** Runs a scheduled job now. */
  async runJob(job: string): Promise<Schemas['ScheduledJobRunView']> {
    const id = await this.jobOf(job);
    return (await this.post(`/scheduled-jobs/${id}/run`)).body;
  }

  async jobOf(job: string): Promise<string> {
    return (await this.get(`/scheduled-jobs?filter.job=${job}`)).body.data[0]!.id;
  }

  /** As a recipient's browser or mail program would: no sign-in, a browser's user agent. */
  visit(
    url: string,
    options: { method?: string; body?: string; userAgent?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const path = url.replace(/^https?:\/\/[^/]+/, '');
    const { token } = this;
    this.token = '';
    const answer = this.call(options.method ?? 'GET', path, options.body, {
      'user-agent':
        options.userAgent ?? 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      ...(options.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...options.headers,
    });
    this.token = token;
    return answer;
  }

  /** A link in the last message to an address, of which all parts have it: of its kind the first, unless told. */
  async link(address: string, kind: LinkKind, index = 0): Promise<string> {
    const { html, text } = await this.smtp.parsed(address);
    const link = linksIn(html ?? text ?? '', kind)[index];
    const everywhere = kind === 'open' || text === undefined || (link && text.includes(link));
    if (!link || !everywhere) throw new Error(`The message to ${address} has no such link: ${kind} ${index}`);
    return link;
  }

  /** Creates and expects success. */
  async make<P extends string>(path: P, body: unknown): Promise<AnswerTo<'post', P>> {
    const answer = await this.post(path, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  contact(emailAddress: string | null, more: object = {}) {
    return this.make('/contacts', { firstName: 'Ada', lastName: 'Lovelace', emailAddress, ...more });
  }

  async list(
    name: string,
    members: { targetType: string; id: string }[] = [],
  ): Promise<Schemas['TargetListView']> {
    const list = await this.make('/target-lists', { name });
    for (const { targetType, id } of members)
      await this.make(`/target-lists/${list.id}/members`, { targetType, targetIds: [id] });
    return list;
  }

  /** A list of so many new contacts, `<prefix>1@x.example` and on. */
  async listOf(
    count: number,
    prefix = 'p',
    name = prefix,
  ): Promise<{ list: Schemas['TargetListView']; contacts: Schemas['ContactView'][] }> {
    const contacts = [];
    for (let i = 1; i <= count; i++)
      contacts.push(await this.contact(`${prefix}${i}@x.example`, { firstName: `${prefix}${i}` }));
    const list = await this.make('/target-lists', { name });
    if (count)
      await this.make(`/target-lists/${list.id}/members`, {
        targetType: 'Contact',
        targetIds: contacts.map((one) => one.id),
      });
    return { list, contacts };
  }

  async members(list: { id: string }, query = ''): Promise<Schemas['TargetListMemberView'][]> {
    return (await this.get(`/target-lists/${list.id}/members?limit=500${query}`)).body.data;
  }

  template(body = '<p>Hello {{person.firstName}}</p>', more: object = {}) {
    return this.make('/email-templates', { name: 'T', subject: 'News', body, ...more });
  }

  campaign(more: object = {}) {
    return this.make('/campaigns', { name: 'C', type: 'Email', status: 'Active', ...more });
  }

  /** A Pending mass e-mail whose start is a minute past, with a campaign and a template of its own unless given. */
  async mailing(
    targetListIds: string[],
    more: Record<string, unknown> = {},
  ): Promise<Schemas['SavedMassEmailView']> {
    const templateId = more['templateId'] ?? (await this.template()).id;
    const campaignId = 'campaignId' in more ? more['campaignId'] : (await this.campaign()).id;
    return this.make('/mass-emails', {
      name: 'M',
      status: 'Pending',
      startAt: new Date(this.clock.now().getTime() - 60_000).toISOString(),
      targetListIds,
      templateId,
      campaignId,
      ...more,
    });
  }

  /** Sends a template to one new contact and answers the received message, parsed again. */
  async sendTo(record: object, template: { body: string; [more: string]: unknown }, more: object = {}) {
    const address = `m${++this.serial}@x.example`;
    const contact = await this.contact(address, record);
    const list = await this.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const { id } = await this.template(template.body, template);
    const mailing = await this.mailing([list.id], { templateId: id, ...more });
    await this.run();
    const sunk = this.smtp.messages.find((one) => one.to === address)!;
    return { ...(await this.smtp.parsed(address)), mailing, contact, sunk };
  }

  /** One run of *Send Mass Emails*; one that went its way and had to hold a mailing is `Failed` and fine here. */
  async run(): Promise<RunSummary> {
    this.jobId ||= await this.jobOf('SendMassEmails');
    const answer = await this.post(`/scheduled-jobs/${this.jobId}/run`);
    const { status } = answer.body;
    const summary = answer.body.summary as unknown as RunSummary;
    const stopped = status === 'Failed' && summary?.held.length > 0;
    if (status !== 'Success' && !stopped) throw new Error(`The run failed: ${answer.text}`);
    return summary;
  }

  async items(mailing: { id: string }, filter = ''): Promise<Schemas['QueueItemView'][]> {
    return (
      await this.get(`/queue-items?limit=500&filter.massEmailId=${mailing.id}&sortBy=address:ASC${filter}`)
    ).body.data;
  }

  async log(campaign: { id: string }, filter = ''): Promise<Schemas['CampaignLogView'][]> {
    return (await this.get(`/campaign-log-records?limit=500&filter.campaignId=${campaign.id}${filter}`)).body
      .data;
  }

  async statistics(campaignId: string): Promise<Schemas['CampaignStatisticsView']> {
    return (await this.get(`/campaigns/${campaignId}/statistics`)).body;
  }

  async preflight(mailing: { id: string }): Promise<Schemas['PreflightView']> {
    return (await this.get(`/mass-emails/${mailing.id}/preflight`)).body;
  }

  async progress(mailing: { id: string }): Promise<Schemas['ProgressView']> {
    return (await this.get(`/mass-emails/${mailing.id}/progress`)).body;
  }

  async statusOf(mailing: { id: string }): Promise<string> {
    return (await this.get(`/mass-emails/${mailing.id}`)).body.status;
  }
}
