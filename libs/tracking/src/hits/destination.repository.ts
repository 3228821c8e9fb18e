import { Injectable } from '@nestjs/common';
import { TrackingUrl } from '@facteur/campaigns';
import { Database } from '@facteur/platform';

/** Where a tracked link leads, or what it shows. */
export interface Destination {
  url: string | null;
  action: string;
  message: string | null;
}

/** Tracking URLs as links need them; archived ones too, since links that were sent go on working. */
@Injectable()
export class DestinationRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<Map<number, Destination>> {
    const rows = await this.database.query<Destination & { id: number }>(
      `SELECT id, url, action, message
       FROM {tracking_url}`,
    );
    return new Map(rows.map(({ id, url, action, message }) => [id, { url, action, message }]));
  }

  async byKey(id: number): Promise<Destination | undefined> {
    const row = await this.database.run((manager) => manager.findOneBy(TrackingUrl, { id }));
    return row ? { url: row.url, action: row.action, message: row.message } : undefined;
  }
}
