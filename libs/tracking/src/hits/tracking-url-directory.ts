import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { type Destination, DestinationRepository } from './destination.repository.js';

/** Milliseconds. */
const PATIENCE = 1_000;

/**
 * Where links lead, also while the database is away: every tracking URL is read at start, and each answer of
 * the database is remembered. They are as many as links were written, not as many as messages were sent.
 */
@Injectable()
export class TrackingUrlDirectory implements OnApplicationBootstrap {
  private readonly logger = new Logger(TrackingUrlDirectory.name);
  private readonly known = new Map<number, Destination>();

  constructor(private readonly destinations: DestinationRepository) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const [id, destination] of await this.destinations.all()) this.known.set(id, destination);
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
    const destination = await this.destinations.byKey(id);
    if (destination) this.known.set(id, destination);
    return destination;
  }
}
