import { Injectable } from '@nestjs/common';
import { ConsentOrigins, hashOfWords, RecordSourceRegistry, TargetListService } from '@facteur/audience';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  Installation,
  InvalidInput,
  type Page,
  parseWebAddress,
  Sealer,
  Usage,
} from '@facteur/platform';
import { LeadFormRepository } from './lead-form.repository.js';
import { CampaignService } from '../campaign/campaign.service.js';
import type { CreateLeadFormDto, UpdateLeadFormDto } from './lead-form.dto.js';
import { LEAD_FORMS } from './lead-form-sql.js';
import { fieldsOfForm, FORM_CHANNEL, LeadForm } from './lead-form.entity.js';
import type { LeadFormView } from './lead-form.view.js';
import { OptInMessengers } from './opt-in-messenger.js';

/** What a stranger does not say of themselves, or says in a field of its own. */
const NOT_ASKED = new Set([
  'id',
  'emailAddress',
  'emailAddressIsOptedOut',
  'emailAddressIsInvalid',
  'campaignId',
]);

/** Name of the field that people do not see and programs fill in. */
export const HONEYPOT = 'contact_website';

/** Name of the box that is ticked to agree; its value says to which words. */
export const CONSENT = 'consent';

const TICK = 'form consent';
const YES = /^(yes|on|true|1)$/i;

const escape = (value: string) => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** What a form says that is not the marketer's. */
export interface FormWords {
  /** Of a field; undefined where it is called as in the application. */
  label(field: string): string | undefined;
  /** At the field that people do not see. */
  leaveEmpty: string;
  button: string;
}

const IN_ENGLISH: FormWords = {
  label: () => undefined,
  leaveEmpty: 'Leave this empty',
  button: 'Subscribe',
};

@Injectable()
export class LeadFormService {
  readonly store: EntityStore<LeadForm>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly sealer: Sealer,
    private readonly installation: Installation,
    private readonly campaigns: CampaignService,
    private readonly lists: TargetListService,
    private readonly sources: RecordSourceRegistry,
    private readonly messengers: OptInMessengers,
    private readonly consents: ConsentOrigins,
    forms: LeadFormRepository,
    usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, LeadForm, 'lead form');
    usage.register('target list', ({ id }) => forms.filling(id));
  }

  async list(query: CollectionQuery): Promise<Page<LeadFormView>> {
    const page = await this.collections.page(LEAD_FORMS, query);
    return { ...page, data: await Promise.all(page.data.map((row) => this.shown(row))) };
  }

  async view(id: string): Promise<LeadFormView> {
    return this.shown(await this.collections.one(LEAD_FORMS, id));
  }

  /** @throws InvalidInput */
  async create(dto: CreateLeadFormDto): Promise<LeadFormView> {
    const values = await this.values({
      status: 'Active',
      targetType: 'Lead',
      fields: [],
      subscribeKnown: true,
      maxPerHour: 300,
      ...dto,
    });
    const made = await this.store.create(values);
    await this.keepWords(dto);
    return this.view(made.publicId);
  }

  /** @throws InvalidInput */
  async update(id: string, dto: UpdateLeadFormDto): Promise<LeadFormView> {
    const known = await this.store.get(id);
    await this.store.update(known.id, await this.values(dto, known));
    await this.keepWords(dto);
    return this.view(id);
  }

  /** The words that somebody agreed to by ticking the box; undefined where they did not, or the form asks for nothing. */
  async wordsAgreedTo({ id, consentText }: LeadForm, ticked: unknown): Promise<string | undefined> {
    if (!consentText) return undefined;
    // A page of somebody's own making, which shows what it was given to show.
    if (ticked === true || (typeof ticked === 'string' && YES.test(ticked))) return consentText;
    // A page that was made before the words changed shows the old ones still.
    const [form, hash] = this.sealer.openText(TICK, String(ticked ?? ''))?.split(' ') ?? [];
    return hash && form === String(id) ? this.consents.wordsOf(hash) : undefined;
  }

  /** What the box of a form holds: which words it stands beside, in a form that nobody else can make. */
  private tickOf(form: LeadForm): string {
    const words = form.consentText!;
    const value = this.sealer.sealText(TICK, `${form.id} ${hashOfWords(words)}`);
    return `  <p><label><input type="checkbox" name="${CONSENT}" value="${value}" required> ${escape(words).replace(/\r?\n/g, '<br>')}</label></p>`;
  }

  private async keepWords({ consentText }: UpdateLeadFormDto): Promise<void> {
    if (consentText?.trim()) await this.consents.keepWords([consentText.trim()]);
  }

  async remove(id: string): Promise<void> {
    await this.store.remove((await this.store.get(id)).id);
  }

  /** The form that a public address stands for, if it is there and Active. */
  async byToken(token: string): Promise<LeadForm | undefined> {
    const [id] = this.sealer.open('lead-form', token) ?? [];
    const form = id === undefined ? null : await this.store.byKey(id);
    return form?.status === 'Active' ? form : undefined;
  }

  async urlOf(form: Pick<LeadForm, 'id'>): Promise<string> {
    return `${await this.installation.siteUrl()}/f/${this.sealer.seal('lead-form', form.id)}`;
  }

  /** HTML to paste into any page; needs no script. */
  async snippet(form: LeadForm, words: FormWords = IN_ENGLISH): Promise<string> {
    const importer = this.sources.get(form.targetType).importer!;
    const label = (name: string) =>
      words.label(name) ?? importer.fields.find((field) => field.name === name)?.label ?? name;
    const input = (name: string, required: boolean, type = 'text') =>
      `  <p><label>${escape(label(name))}<br><input type="${type}" name="${escape(name)}"${required ? ' required' : ''}></label></p>`;
    return [
      `<form action="${escape(await this.urlOf(form))}" method="post" accept-charset="utf-8">`,
      input('emailAddress', true, 'email'),
      ...fieldsOfForm(form).map(({ name, required }) => input(name, required)),
      ...(form.consentText ? [this.tickOf(form)] : []),
      `  <p style="position:absolute;left:-9999px" aria-hidden="true"><label>${escape(words.leaveEmpty)}<input name="${HONEYPOT}" tabindex="-1" autocomplete="off"></label></p>`,
      `  <p><button type="submit">${escape(words.button)}</button></p>`,
      '</form>',
    ].join('\n');
  }

  private async values(dto: UpdateLeadFormDto, known?: LeadForm) {
    const { campaignId, targetListId, fields, doubleOptIn, subscribeKnown, allowedOrigins, ...rest } = dto;
    const targetType = dto.targetType ?? known?.targetType ?? 'Lead';
    const { importer } = this.sources.get(targetType);
    if (!importer) throw InvalidInput.of('targetType', `${targetType} records cannot come from a form`);
    for (const [index, { name }] of (fields ?? []).entries())
      if (!importer.fields.some((field) => field.name === name) || NOT_ASKED.has(name))
        throw InvalidInput.of(
          `fields[${index}].name`,
          `must be one of ${importer.fields
            .map((field) => field.name)
            .filter((one) => !NOT_ASKED.has(one))
            .join(', ')}`,
        );
    for (const [index, origin] of (allowedOrigins ?? []).entries())
      if (parseWebAddress(origin)?.origin !== origin)
        throw InvalidInput.of(
          `allowedOrigins[${index}]`,
          'must be an origin such as https://www.example.com',
        );
    const messenger = this.messengers.find(FORM_CHANNEL);
    if ((doubleOptIn ?? known?.doubleOptIn) && !messenger)
      throw InvalidInput.of('doubleOptIn', 'needs a channel that can ask for a confirmation');
    if (dto.templateId) {
      if (!messenger) throw InvalidInput.of('templateId', 'needs a channel that can ask for a confirmation');
      await messenger.checkTemplate(dto.templateId);
    }
    const campaign = campaignId && (await this.campaigns.store.referredOne('campaignId', campaignId));
    const [list] = targetListId ? await this.lists.keysOf('targetListId', [targetListId]) : [];
    return {
      ...rest,
      ...(rest.consentText === undefined ? {} : { consentText: rest.consentText?.trim() || null }),
      ...(campaign ? { campaignId: campaign.id } : {}),
      ...(list === undefined ? {} : { listId: list }),
      ...(fields == null
        ? {}
        : { fields: JSON.stringify(fields.map(({ name, required = false }) => ({ name, required }))) }),
      ...(doubleOptIn == null ? {} : { doubleOptIn }),
      ...(subscribeKnown == null ? {} : { subscribeKnown }),
      ...(allowedOrigins == null ? {} : { allowedOrigins: JSON.stringify(allowedOrigins) }),
    };
  }

  private async shown<T extends { key: number }>({ key, ...row }: T) {
    return { ...row, url: await this.urlOf({ id: key }) };
  }
}
