import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('lead forms and strangers', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const form = async (more: object = {}) => {
    const campaign = await app.campaign();
    const list = await app.list('F');
    return app.post('/lead-forms', {
      name: 'F',
      campaignId: campaign.id,
      targetListId: list.id,
      fields: [{ name: 'lastName' }],
      ...more,
    });
  };

  it('an unusable success page is refused; scripts of allowed pages get their preflight', async () => {
    expect((await form({ successUrl: 'https://%zz/' })).status).toBe(400);
    const { body } = await form({
      successUrl: 'https://www.example.com/żółw',
      allowedOrigins: ['https://www.example.com'],
    });
    const path = new URL(body.url).pathname;
    expect((await app.visit(path)).status).toBe(200);
    const ask = (origin: string) =>
      app.visit(path, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    expect((await ask('https://www.example.com')).headers['access-control-allow-origin']).toBe(
      'https://www.example.com',
    );
    expect((await ask('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
    const sent = await app.visit(path, { method: 'POST', body: 'emailAddress=l9%40x.example&lastName=X' });
    expect([sent.status, sent.headers['location']]).toEqual([
      303,
      'https://www.example.com/%C5%BC%C3%B3%C5%82w',
    ]);
  });

  it('many posts at once for one address bring one confirmation', async () => {
    const { body } = await form({ doubleOptIn: true });
    const path = new URL(body.url).pathname;
    const address = `once-${kind.toLowerCase()}@x.example`;
    const answers = await Promise.all(
      Array.from({ length: 15 }, () =>
        app.visit(path, {
          method: 'POST',
          body: new URLSearchParams({ emailAddress: address, lastName: 'X' }).toString(),
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(app.smtp.recipients().filter((one) => one === address)).toEqual([address]);
  });
});
