import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { TrackingUrl } from '@facteur/campaigns';
import { Database } from '@facteur/platform';

export interface Destination {
  url: string | null;
  action: string;
  message: string | null;
}

const PATIENCE = 1_000;

/**
 * Where links lead, also while the database is away: every tracking URL is read at start, and each answer of
 * the database is remembered. They are as many as links were written, not as many as messages were sent.
 */
@Injectable()
export class TrackingUrlDirectory implements OnApplicationBootstrap {
  private readonly logger = new Logger(TrackingUrlDirectory.name);
  private readonly known = new Map<number, Destination>();

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    const rows = await this.database.query<Destination & { id: number }>(
      'SELECT id, url, action, message FROM tracking_url',
    );
    for (const { id, url, action, message } of rows) this.known.set(id, { url, action, message });
  }

  /** Undefined when nothing is stored under this id. */
  async find(id: number): Promise<Destination | undefined> {
    try {
      const answer = await Promise.race([this.read(id), pause(PATIENCE, 'late' as const, { ref: false })]);
      if (answer !== 'late') return answer;
    } catch (error) {
      this.logger.warn(`Answering from memory: ${(error as Error).message}`);
    }
    return this.known.get(id);
  }

  private async read(id: number): Promise<Destination | undefined> {
    const row = await this.database.run((manager) => manager.findOneBy(TrackingUrl, { id }));
    if (!row) return undefined;
    const destination = { url: row.url, action: row.action, message: row.message };
    this.known.set(id, destination);
    return destination;
  }
}
