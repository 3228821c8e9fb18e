import { afterAll, beforeAll, expect, it } from '@jest/globals';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

interface Sample {
  value: string;
  labels?: Record<string, string>;
}

onBothDatabases('numbers for Prometheus', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  async function numbers(): Promise<(name: string, labels?: Record<string, string>) => number | undefined> {
    const { status, text, headers } = await app.call('GET', '/metrics');
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')]);
    const families = parsePrometheusTextFormat(text) as { name: string; metrics: Sample[] }[];
    return (name, labels = {}) => {
      const family = families.find((one) => one.name === name);
      const sample = family?.metrics.find((one) =>
        Object.entries(labels).every(([label, value]) => one.labels?.[label] === value),
      );
      return sample && Number(sample.value);
    };
  }

  it('tell how mail is going: queue, mailings, outcomes, jobs, the process', async () => {
    const { list } = await app.listOf(3, 'numbers');
    await app.patch('/settings/outbound-email', { maxPerBatch: 2 });
    const rule = { name: 'the relay', account: 'system', perMinute: 50 };
    expect((await app.post('/pace-rules', rule)).status).toBe(201);
    const campaign = await app.campaign();
    await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    const [receivers] = app.smtp.recipients().map((address) => address.split('@')[1]!);
    const of = await numbers();
    expect(of('facteur_messages_by_receivers_total', { receivers: receivers!, outcome: 'sent' })).toBe(2);
    expect(of('facteur_pace_used', { rule: 'the relay', span: 'minute' })).toBe(2);
    expect(of('facteur_pace_cap', { rule: 'the relay', span: 'minute' })).toBe(50);
    expect(of('facteur_pace_cap', { rule: 'the relay', span: 'day' })).toBeUndefined();
    expect(of('facteur_hits_waiting_bytes')).toBe(0);
    expect(of('facteur_handover_seconds_count', { channel: 'email' })).toBe(2);
    expect(of('facteur_handover_seconds_bucket', { channel: 'email', le: '+Inf' })).toBe(2);
    expect(of('facteur_handover_seconds_bucket', { channel: 'email', le: '60' })).toBe(2);
    expect(of('facteur_handover_seconds_sum', { channel: 'email' })).toBeGreaterThan(0);
    expect(of('facteur_queue_items', { status: 'Sent' })).toBe(2);
    expect(of('facteur_queue_items', { status: 'Pending' })).toBe(1);
    expect(of('facteur_mailings', { status: 'In Process' })).toBe(1);
    expect(of('facteur_mailings_held')).toBe(0);
    expect(of('facteur_messages_total', { outcome: 'sent' })).toBe(2);
    expect(of('facteur_job_active', { job: 'SendMassEmails' })).toBe(1);
    expect(of('facteur_job_last_run_failed', { job: 'SendMassEmails' })).toBe(0);
    expect(of('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(of('nodejs_eventloop_lag_seconds')).toBeDefined();
    expect(of('facteur_info')).toBe(1);
  });

  it('are for keys that may see settings, and for nobody else', async () => {
    expect((await app.call('GET', '/metrics', undefined, { authorization: '' })).status).toBe(401);
    const reader = { authorization: `Bearer ${await app.join('reader')}` };
    expect((await app.call('GET', '/metrics', undefined, reader)).status).toBe(403);
  });
});
