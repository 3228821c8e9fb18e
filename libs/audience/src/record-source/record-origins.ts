import { Injectable } from '@nestjs/common';

/** A record that came to be on somebody's account: of a campaign, as yet. */
export interface MadeRecord {
  /** Public id of the campaign. */
  campaignId: string;
  targetType: string;
  targetId: string;
  address: string | null;
  /** Out of a file, and not one by one. */
  imported: boolean;
}

/** Who knows campaigns; a lib above tells by registering here, so that record types need to know nothing of it. */
export interface OriginKeeper {
  /** Those of the ids that there are. */
  known(campaignIds: string[]): Promise<Set<string>>;
  /** Writes down that these were made. Runs inside the transaction that makes them. */
  made(records: MadeRecord[]): Promise<void>;
}

/** Where records come from. */
@Injectable()
export class RecordOrigins {
  private keeper: OriginKeeper | undefined;

  register(keeper: OriginKeeper): void {
    this.keeper = keeper;
  }

  /** Without a keeper every id is as good as any other. */
  async known(campaignIds: string[]): Promise<Set<string>> {
    if (!this.keeper || campaignIds.length === 0) return new Set(campaignIds);
    return this.keeper.known([...new Set(campaignIds)]);
  }

  async made(records: MadeRecord[]): Promise<void> {
    if (records.length) await this.keeper?.made(records);
  }
}
