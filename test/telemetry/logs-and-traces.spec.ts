import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/ports.js';
import { Running } from '../support/process.js';
import { SmtpSink } from '../support/smtp-sink.js';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}
interface Resource {
  attributes: { key: string; value: { stringValue: string } }[];
}
interface Batch {
  resourceSpans: { resource: Resource; scopeSpans: { spans: Span[] }[] }[];
}

describe('a process of the product', () => {
  const batches: Batch[] = [];
  let collector: Server;
  let smtp: SmtpSink;
  let server: Running;
  let site: string;
  let token: string;

  beforeAll(async () => {
    smtp = await new SmtpSink().start();
    smtp.onRecipient = (to) => (to.startsWith('gone') ? { code: 550, message: 'No such user' } : undefined);
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        batches.push(JSON.parse(Buffer.concat(chunks).toString()) as Batch);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((ready) => collector.listen(0, '127.0.0.1', ready));
    const port = await freePort();
    site = `http://127.0.0.1:${port}`;
    server = Running.start('apps/server/dist/main.js', {
      ...{ PORT: String(port), ADMIN_PASSWORD: 'a password for a test', LOG_LEVEL: 'debug' },
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      ...{ OTEL_SERVICE_NAME: 'newsletters', OTEL_BSP_SCHEDULE_DELAY: '100' },
    });
    await server.says(/Facteur listens on port/);
    const login = { email: 'admin@example.com', password: 'a password for a test' };
    token = (await call<{ accessToken: string }>('POST', '/auth/login', login)).accessToken;
  }, 90_000);
  afterAll(async () => {
    await server?.stop();
    await smtp?.stop();
    collector?.close();
  });

  async function call<T>(method: string, path: string, body?: object, more: Record<string, string> = {}) {
    const answer = await fetch(`${site}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...more },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await answer.json()) as T;
  }

  /** What was logged, a JSON object a line. */
  const lines = () =>
    server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, string | number>);
  const spans = () =>
    batches.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
    );
  const of = (span: Span, key: string) => span.attributes.find((one) => one.key === key)?.value.stringValue;

  it('logs with the ids of job, mailing and message, and traces them under the job', async () => {
    const form = new FormData();
    form.set('targetListName', 'two');
    form.set('file', new Blob(['email,last name\ngone@x.example,A\nhere@x.example,B\n']), 'two.csv');
    const imported = (await (
      await fetch(`${site}/api/v1/imports/Contact`, {
        ...{ method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } },
      })
    ).json()) as { targetListId: string };
    const template = await call<{ id: string }>('POST', '/email-templates', {
      ...{ name: 'T', subject: 'News', body: '<a href="{optOutUrl}">out</a>' },
    });
    const mailing = await call<{ id: string }>('POST', '/mass-emails', {
      ...{ name: 'M', status: 'Pending', startAt: new Date(Date.now() - 60_000).toISOString() },
      ...{ targetListIds: [imported.targetListId], templateId: template.id },
    });
    const jobs = await call<{ data: { id: string }[] }>('GET', '/scheduled-jobs?filter.job=SendMassEmails');
    await call('POST', `/scheduled-jobs/${jobs.data[0]!.id}/run`, {});
    await eventually(
      'the refusal is logged',
      () => lines().some(({ message }) => /^Failed: /.test(String(message))),
      {
        patience: 30_000,
      },
    );
    const refusal = lines().find(({ message }) => /^Failed: /.test(String(message)))!;
    expect(refusal).toMatchObject({
      ...{ level: 'debug', job: 'SendMassEmails', mailing: mailing.id, item: expect.any(Number) },
      message: expect.stringContaining('No such user'),
    });
    await eventually('the job is traced', () => spans().some(({ name }) => name === 'job SendMassEmails'), {
      patience: 30_000,
    });
    const job = spans().find(({ name }) => name === 'job SendMassEmails')!;
    const sending = spans().find(
      (span) => span.name === 'send mailing' && of(span, 'facteur.mailing') === mailing.id,
    )!;
    expect([sending.traceId, sending.parentSpanId]).toEqual([job.traceId, job.spanId]);
    expect(refusal).toMatchObject({ traceId: job.traceId, spanId: sending.spanId });
  });

  it('goes on with the trace of whoever asks, and names itself as the variables say', async () => {
    const traceId = randomBytes(16).toString('hex');
    const spanId = randomBytes(8).toString('hex');
    const answer = await call<{ requestId: string }>('GET', '/campaigns/none', undefined, {
      traceparent: `00-${traceId}-${spanId}-01`,
    });
    await eventually('the call is traced', () => spans().some((span) => span.traceId === traceId), {
      patience: 30_000,
    });
    const span = spans().find((one) => one.traceId === traceId)!;
    expect(span).toMatchObject({ name: 'GET /api/v1/campaigns/:id', parentSpanId: spanId });
    expect(of(span, 'facteur.request')).toBe(answer.requestId);
    const [first] = batches[0]!.resourceSpans;
    const named = Object.fromEntries(
      first!.resource.attributes.map(({ key, value }) => [key, value.stringValue]),
    );
    expect(named).toMatchObject({ 'service.name': 'newsletters', 'service.version': expect.any(String) });
  });

  it('says nothing of people to whoever collects traces', () => {
    expect(JSON.stringify(batches)).not.toMatch(/x\.example|admin@example/);
  });
});
