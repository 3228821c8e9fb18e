import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import {
  AddressFormats,
  AddressRegistry,
  ConsentLedger,
  ConsentOrigins,
  hashOfWords,
  MemberRepository,
  type NormalisedAddress,
  type Origin,
  RecordSourceRegistry,
  type Target,
  TargetListService,
} from '@facteur/audience';
import {
  CampaignLog,
  CONSENT,
  fieldsOfForm,
  HONEYPOT,
  type LeadForm,
  LeadFormService,
  FORM_CHANNEL,
  OptInMessengers,
} from '@facteur/campaigns';
import { ItemOptOut } from '@facteur/dispatch';
import {
  Clock,
  Database,
  DAY,
  type FieldFault,
  Installation,
  InvalidInput,
  HOUR,
  Problem,
  RateLimits,
  Sealer,
} from '@facteur/platform';
import { LeadRecords } from './lead-records.js';
import { type Submission, SubmissionRepository } from './submission.repository.js';

const PER_SENDER = 20;
const DAYS_TO_CONFIRM = 7;

/** Who sends a form, from where. */
export interface FormSender {
  /** Of the network; kept as a hash. */
  address: string;
  language: string;
  /** Address of the page that the form is on, where the browser tells. */
  page: string | null;
}

const ownerOf = ({ address, addressKey }: Submission) => ({
  channel: FORM_CHANNEL,
  address: { address, key: addressKey },
});

export type CaptureOutcome = 'done' | 'confirm';

/** Takes in what people type into forms: checks it, asks them to confirm, and makes or finds their record. */
@Injectable()
export class LeadCapture {
  private readonly logger = new Logger(LeadCapture.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly installation: Installation,
    private readonly forms: LeadFormService,
    private readonly submissions: SubmissionRepository,
    private readonly records: LeadRecords,
    private readonly sources: RecordSourceRegistry,
    private readonly formats: AddressFormats,
    private readonly registry: AddressRegistry,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
    private readonly log: CampaignLog,
    private readonly messengers: OptInMessengers,
    private readonly limits: RateLimits,
    private readonly ledger: ConsentLedger,
    private readonly origins: ConsentOrigins,
    private readonly optOut: ItemOptOut,
  ) {}

  /**
   * @throws InvalidInput naming the fields, Problem 429 when too much comes in, Problem 503 when the confirmation
   *   could not be sent; then nothing is kept.
   */
  async submit(form: LeadForm, input: Record<string, unknown>, sender: FormSender): Promise<CaptureOutcome> {
    // A list that mail goes out through only with a confirmation has one asked for, whatever the form says.
    const double = Boolean(form.doubleOptIn) || (await this.needsConfirmation(form));
    // A program filled in what people do not see: it is told that all went well.
    if (input[HONEYPOT]) return double ? 'confirm' : 'done';
    const words = await this.forms.wordsAgreedTo(form, input[CONSENT]);
    const { address, values } = this.read(form, input, words);
    const senderHash = this.hashOf(sender.address);
    await this.refuseTooMany(form, senderHash);
    const answer: CaptureOutcome = double ? 'confirm' : 'done';
    // Nothing that a stranger types takes an opt-out back: the owner of the address is asked, whatever the form says.
    const ask = double || (await this.hasOptedOut(form, address.key));
    if (ask && !this.messengers.find(FORM_CHANNEL)) return answer;
    // Nobody's mailbox is filled by somebody else's typing.
    if (ask && (await this.limits.take(`form ${form.id} address ${address.key}`, HOUR)).count > 1)
      return answer;
    await this.submissions.removeExpired(form.id);
    const add = () =>
      this.submissions.add({
        formId: form.id,
        status: ask ? 'Pending' : 'Done',
        address: address.address,
        addressKey: address.key,
        values,
        senderHash,
        listId: form.listId,
        page: sender.page,
        wordsHash: words === undefined ? null : hashOfWords(words),
        expiresAt: ask ? new Date(this.clock.now().getTime() + DAYS_TO_CONFIRM * DAY) : null,
      });
    if (!ask) {
      await this.database.transaction(async () => {
        const submission = await this.submissions.locked(await add());
        await this.subscribe(form, submission!, false);
      });
      return 'done';
    }
    const id = await add();
    try {
      await this.ask(form, id, address, values, sender.language);
    } catch (error) {
      // That a form without confirmation asks for one is nobody's business but the owner's.
      if (double) throw error;
    }
    return answer;
  }

  /** Counted before anything is done, so that what arrives together is counted too. @throws Problem 429 */
  private async refuseTooMany(form: LeadForm, senderHash: string): Promise<void> {
    for (const [key, most] of [
      [`form ${form.id}`, form.maxPerHour],
      [`form sender ${senderHash}`, PER_SENDER],
    ] as const)
      if ((await this.limits.take(key, HOUR)).count > most)
        throw new Problem(
          429,
          'Too many requests',
          'Too much has come in within the last hour; try again later.',
        );
  }

  /** Out of everything, or out of this form's list with any record that has the address; or they did, whatever was said since. */
  private async hasOptedOut(form: LeadForm, addressKey: string): Promise<boolean> {
    if ((await this.ledger.withdrawnOf(form.listId, FORM_CHANNEL, [addressKey])).size) return true;
    if ((await this.registry.statusOf(FORM_CHANNEL, addressKey)).optedOut) return true;
    return this.records.hasOptedOut(form.listId, addressKey);
  }

  /** What a confirmation's token stands for; undefined when it does not verify or has run out. */
  async pending(token: string): Promise<{ form: LeadForm; submission: Submission } | undefined> {
    const [id] = this.sealer.open('opt-in', token) ?? [];
    const submission = id === undefined ? undefined : await this.submissions.locked(id);
    const form = submission && (await this.forms.store.byKey(submission.formId));
    if (!submission || !form) return undefined;
    const late = submission.expiresAt !== null && submission.expiresAt < this.clock.now();
    return submission.status === 'Pending' && late ? undefined : { form, submission };
  }

  /** Confirming twice changes nothing more. */
  async confirm(token: string): Promise<LeadForm | undefined> {
    return this.database.transaction(async () => {
      const found = await this.pending(token);
      if (!found) return undefined;
      if (found.submission.status === 'Pending') await this.subscribe(found.form, found.submission, true);
      return found.form;
    });
  }

  private async needsConfirmation(form: LeadForm): Promise<boolean> {
    return (await this.lists.store.byKey(form.listId))?.consentNeeded === 'Confirmed';
  }

  private read(form: LeadForm, input: Record<string, unknown>, words: string | undefined) {
    const faults: FieldFault[] = [];
    const values: Record<string, string> = {};
    for (const { name, required } of [{ name: 'emailAddress', required: true }, ...fieldsOfForm(form)]) {
      const value = input[name];
      if (typeof value === 'string' && value.trim()) values[name] = value.trim();
      else if (required) faults.push({ field: name, reason: 'is needed' });
    }
    if (form.consentText && words === undefined) faults.push({ field: CONSENT, reason: 'is needed' });
    const address = this.formats.normalise(FORM_CHANNEL, values['emailAddress'] ?? '');
    if (!faults.length) faults.push(...this.sources.get(form.targetType).importer!.check(values));
    if (faults.length) throw new InvalidInput(faults);
    return { address: address!, values };
  }

  private async ask(
    form: LeadForm,
    id: number,
    { address, key }: NormalisedAddress,
    values: Record<string, string>,
    language: string,
  ): Promise<void> {
    const optInUrl = `${await this.installation.siteUrl()}/f/confirm/${this.sealer.seal('opt-in', id)}`;
    try {
      await this.messengers
        .find(FORM_CHANNEL)!
        .send({ address, purpose: 'subscription', templateId: form.templateId, optInUrl, values, language });
    } catch (error) {
      await this.submissions.remove(id);
      await this.limits.forget(`form ${form.id} address ${key}`);
      this.logger.error(`A confirmation for the form ${form.name} was not sent: ${(error as Error).message}`);
      throw new Problem(503, 'Service unavailable', 'The confirmation could not be sent; try again later.');
    }
  }

  /** @param proven the owner of the address has confirmed it. */
  private async subscribe(form: LeadForm, submission: Submission, proven: boolean): Promise<void> {
    const { source, targetId, created } = await this.records.recordFor(form, submission);
    const target = { targetType: source.targetType, targetId };
    const sql = `${source.list.columns['id']!.sql} = ?`;
    const listId = submission.listId ?? form.listId;
    const origin = await this.originOf(form, submission);
    await this.members.addMatching(
      listId,
      source,
      { sql, values: [targetId] },
      { method: 'form', name: form.name },
    );
    // Anybody can type an address: only its owner takes back an opt-out.
    if (proven) await this.proven(listId, submission, target, origin);
    else await this.ledger.write([{ listId, ...ownerOf(submission), target, origin, action: 'Given' }]);
    const entry = {
      campaignId: form.campaignId,
      mailingId: null,
      queueItemId: null,
      actionDate: this.clock.now(),
      ...target,
      address: submission.address,
      isTest: false,
      details: { form: form.publicId, confirmed: proven },
    };
    if (created) await this.log.record({ ...entry, action: 'Lead Created' });
    await this.log.record({ ...entry, action: 'Opted In' });
    await this.submissions.done(submission.id, target);
  }

  private async originOf(form: LeadForm, { page, wordsHash }: Submission): Promise<Origin> {
    const words = wordsHash === null ? null : ((await this.origins.wordsOf(wordsHash)) ?? null);
    return { method: 'form', name: form.name, page, words };
  }

  /** The owner of the address agrees to this list: what they left otherwise stays left. */
  private async proven(
    listId: number,
    submission: Submission,
    target: Target,
    origin: Origin,
  ): Promise<void> {
    const owner = ownerOf(submission);
    const { channel, address } = owner;
    await this.ledger.write([
      { listId, ...owner, target, origin, action: 'Asked', at: submission.createdAt },
    ]);
    if ((await this.registry.statusOf(channel, address.key)).optedOut) {
      await this.optOut.leaveOthersOfMates(
        { channel, address: address.address, addressKey: address.key },
        [listId],
        origin,
      );
      await this.ledger.withdrawnButFrom([listId], owner, origin);
    }
    await this.lists.optOut([listId], target, false, { origin, owner });
    const manner = { origin, owner: true };
    await this.registry.mark(channel, address, { optedOut: false }, 'opted in by form', manner);
  }

  /** Enough to count a sender's attempts, and not to know who it was. */
  private hashOf(senderAddress: string): string {
    return createHash('sha256').update(this.sealer.sealText('form sender', senderAddress)).digest('hex');
  }
}
