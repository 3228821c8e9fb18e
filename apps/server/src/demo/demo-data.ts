import type { INestApplicationContext } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { TargetListService } from '@facteur/audience';
import { CampaignService, StatisticsCheck, TrackingUrlService } from '@facteur/campaigns';
import { CrmRecordServices } from '@facteur/crm';
import { EmailTemplateService, MassEmailService, OutboundEmailSettings } from '@facteur/email';
import { Clock, Database } from '@facteur/platform';
import { makeHistory } from './campaign-history.js';
import { demoPeople } from './demo-people.js';

const NEWSLETTER = new URL('../../../../templates/newsletters/spring.html', import.meta.url);

/** Fills an empty database with a small believable CRM and a campaign that is ready to go; once. */
export async function fillWithDemoData(app: INestApplicationContext): Promise<boolean> {
  const database = app.get(Database);
  const lists = app.get(TargetListService);
  if ((await database.query('SELECT 1 FROM target_list LIMIT 1')).length) return false;
  await database.transaction(async () => {
    const ids = await makeRecords(app);
    // Something for analysts to look at.
    await makeHistory(database, app.get(StatisticsCheck), {
      campaigns: 4,
      now: app.get(Clock).now(),
      share: 70,
    });
    const list = async (name: string, category: string, members: Record<string, string[]>) => {
      const { id } = await lists.create({ name, category });
      for (const [targetType, targetIds] of Object.entries(members))
        await lists.addMembers(String(id), { targetType, targetIds });
      return String(id);
    };
    const subscribers = await list('Newsletter subscribers', 'Newsletter', {
      Contact: ids.contacts.slice(0, 220),
      Lead: ids.leads.slice(0, 90),
    });
    const fair = await list('Met at the garden fair', 'Events', {
      Contact: ids.contacts.slice(180, 260),
      Lead: ids.leads.slice(60, 120),
    });
    const friends = await list('Colleagues and suppliers', 'Internal', {
      User: ids.users,
      Account: ids.accounts,
    });
    const quiet = await list('Do not disturb', 'Excluding', {
      Contact: ids.contacts.slice(0, 12),
      Account: ids.accounts.slice(0, 3),
    });
    const campaign = await app.get(CampaignService).create({
      name: 'Spring in the greenhouse',
      type: 'Newsletter',
      status: 'Active',
      targetListIds: [subscribers, fair, friends],
      excludingTargetListIds: [quiet],
    });
    const urls = app.get(TrackingUrlService);
    const catalogue = await urls.create({
      campaignId: campaign.id,
      name: 'Spring catalogue',
      url: 'https://www.example.com/spring-catalogue',
    });
    const evening = await urls.create({
      campaignId: campaign.id,
      name: 'Evening in the greenhouse',
      action: 'Show Message',
      message: 'Thank you!\nWe look forward to seeing you on 14 April at seven.',
    });
    const body = readFileSync(NEWSLETTER, 'utf8')
      .replace('CATALOGUE', catalogue.id)
      .replace('EVENING', evening.id);
    const template = await app.get(EmailTemplateService).create({
      name: 'The Greenhouse Letter',
      subject: '{{default person.firstName "Hello"}}, spring is in the greenhouse 🌱',
      body,
    });
    await app.get(MassEmailService).create({
      name: 'The Greenhouse Letter, March',
      campaignId: campaign.id,
      templateId: String(template.id),
    });
    await app.get(OutboundEmailSettings).update({
      fromAddress: 'letter@greenhouse.example',
      fromName: 'The Greenhouse',
      replyToAddress: 'hello@greenhouse.example',
      maxPerBatch: 150,
      openTracking: true,
    });
  });
  return true;
}

async function makeRecords(app: INestApplicationContext) {
  const people = demoPeople();
  const services = app.get(CrmRecordServices, { strict: false });
  const make = async (type: string, records: object[]) => {
    const ids: string[] = [];
    for (const record of records) ids.push((await services.of(type).create(record)).id);
    return ids;
  };
  const accounts = await make('Account', people.accounts);
  const contacts = await make(
    'Contact',
    people.contacts.map(({ account, ...contact }) => ({
      ...contact,
      accountId: account === null ? null : accounts[account],
    })),
  );
  return {
    accounts,
    contacts,
    leads: await make('Lead', people.leads),
    users: await make('User', people.users),
  };
}
