import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { type Destination, DestinationRepository } from './destination.repository.js';

/** Milliseconds. */
const PATIENCE = 1_000;
/** So long an answer holds without asking again: after a mailing the same few links are asked for a thousand times a second. */
const FRESH = 2_000;

interface Known {
  destination: Destination;
  /** Of performance.now(). */
  at: number;
}

/**
 * Where links lead, also while the database is away: every tracking URL is read at start, and each answer of
 * the database is remembered. They are as many as links were written, not as many as messages were sent.
 */
@Injectable()
export class TrackingUrlDirectory implements OnApplicationBootstrap {
  private readonly logger = new Logger(TrackingUrlDirectory.name);
  private readonly known = new Map<number, Known>();

  constructor(private readonly destinations: DestinationRepository) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const [id, destination] of await this.destinations.all()) this.remember(id, destination, -FRESH);
  }

  /** As it was two seconds ago at the earliest. Undefined when nothing is stored under this id. */
  async find(id: number): Promise<Destination | undefined> {
    const known = this.known.get(id);
    if (known && performance.now() - known.at < FRESH) return known.destination;
    try {
      const answer = await Promise.race([this.read(id), pause(PATIENCE, 'late' as const, { ref: false })]);
      if (answer !== 'late') return answer;
    } catch (error) {
      this.logger.warn(`Answering from memory: ${(error as Error).message}`);
    }
    return known?.destination;
  }

  private async read(id: number): Promise<Destination | undefined> {
    const destination = await this.destinations.byKey(id);
    if (destination) this.remember(id, destination, performance.now());
    return destination;
  }

  private remember(id: number, destination: Destination, at: number): void {
    this.known.set(id, { destination, at });
  }
}
