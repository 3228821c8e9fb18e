import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';

export type EventClass<T> = new (...values: never[]) => T;

/**
 * Tells others in this process what happened, after it was committed. Events are plain classes; a listener
 * that fails is logged and harms nobody.
 */
@Injectable()
export class EventBus {
  private readonly logger = new Logger(EventBus.name);
  private readonly listeners = new Map<unknown, ((event: never) => void | Promise<void>)[]>();

  constructor(private readonly database: Database) {}

  on<T>(type: EventClass<T>, listener: (event: T) => void | Promise<void>): void {
    const known = this.listeners.get(type) ?? [];
    this.listeners.set(type, [...known, listener as (event: never) => void]);
  }

  async publish(event: object): Promise<void> {
    await this.database.afterCommit(async () => {
      for (const listener of this.listeners.get(event.constructor) ?? []) {
        try {
          await listener(event as never);
        } catch (error) {
          this.logger.error(`A listener of ${event.constructor.name} failed: ${(error as Error).stack}`);
        }
      }
    });
  }
}
