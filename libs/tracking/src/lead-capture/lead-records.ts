import { Injectable } from '@nestjs/common';
import { type RecordSource, RecordSourceRegistry } from '@facteur/audience';
import { CampaignService, FORM_CHANNEL, type LeadForm } from '@facteur/campaigns';
import { Clock } from '@facteur/platform';
import { AddressHolderRepository } from './address-holder.repository.js';
import type { Submission } from './submission.repository.js';

/** The record that a submission is of. */
export interface LeadRecord {
  source: RecordSource;
  targetId: string;
  /** False for one that was there. */
  created: boolean;
}

/** Finds the record of whoever filled in a form, or makes one. */
@Injectable()
export class LeadRecords {
  constructor(
    private readonly clock: Clock,
    private readonly campaigns: CampaignService,
    private readonly sources: RecordSourceRegistry,
    private readonly holders: AddressHolderRepository,
  ) {}

  /** Out of the list with any record that has the address. */
  async hasOptedOut(listId: number, addressKey: string): Promise<boolean> {
    for (const source of this.sources.all()) {
      if (await this.holders.optedOutOf(listId, source, FORM_CHANNEL, addressKey)) return true;
    }
    return false;
  }

  /** A known person first; what strangers type never changes a record that is there. */
  async recordFor(form: LeadForm, { addressKey, values }: Submission): Promise<LeadRecord> {
    const own = this.sources.get(form.targetType);
    const known = form.subscribeKnown ? this.sources.all().filter((one) => one.targetType === 'Contact') : [];
    for (const source of [own, ...known]) {
      const targetId = await this.holderOf(source, addressKey);
      if (targetId !== undefined) return { source, targetId, created: false };
    }
    const campaign = await this.campaigns.store.byKey(form.campaignId);
    const extra: Record<string, string> = { source: 'Web form', campaignId: campaign!.publicId };
    const takes = (name: string) => own.importer!.fields.some((field) => field.name === name);
    const [written] = await own.importer!.write(
      [
        {
          line: 1,
          values: { ...Object.fromEntries(Object.entries(extra).filter(([name]) => takes(name))), ...values },
        },
      ],
      { duplicates: 'Skip', now: this.clock.now(), origin: 'form' },
    );
    return { source: own, targetId: written!.targetId, created: true };
  }

  private async holderOf(source: RecordSource, addressKey: string): Promise<string | undefined> {
    const sql = source.addresses(FORM_CHANNEL);
    return sql ? this.holders.holderOf(sql, addressKey) : undefined;
  }
}
