import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { actorNow } from '../http/acting.js';
import { newPublicId } from '../ids/public-id.js';
import { AuditRepository } from './audit.repository.js';

/** What somebody did that others may ask about later. */
export interface Deed {
  /** Who, as the access policy names them. */
  actor: string;
  /** One word, e.g. `Erase`. */
  action: string;
  /** What it was done to, e.g. `Person`, or a collection of the API. */
  subjectType: string;
  /** Public id, where there is one. */
  subjectId?: string | undefined;
  /** What it was called then. */
  subjectName?: string | undefined;
  /** Without secrets. */
  details?: object | undefined;
  /** Where it came from; that of the request when absent. */
  address?: string | undefined;
}

/** The only way to write the audit record; inside a transaction the deed and its record stand or fall together. */
@Injectable()
export class AuditTrail {
  private readonly records: AuditRepository;

  constructor(
    database: Database,
    private readonly clock: Clock,
  ) {
    this.records = new AuditRepository(database);
  }

  async write({ actor, action, subjectType, subjectId, subjectName, details, address }: Deed): Promise<void> {
    await this.records.add({
      publicId: newPublicId(),
      at: this.clock.now(),
      actor: actor.slice(0, 255),
      action: action.slice(0, 20),
      subjectType: subjectType.slice(0, 60),
      subjectId: subjectId?.slice(0, 64) ?? null,
      subjectName: subjectName?.slice(0, 255) ?? null,
      details: details ? JSON.stringify(details) : null,
      address: (address ?? actorNow()?.ip)?.slice(0, 64) ?? null,
    });
  }

  /** Whoever is erased is no longer told apart: that something was done to somebody stays, and not to whom. */
  async forgetSubjects(ids: readonly string[]): Promise<void> {
    if (ids.length) await this.records.forgetSubjects(ids);
  }

  /** Lets old records go, a piece at a time, so that nobody who writes one waits. @returns how many */
  async forgetBefore(moment: Date): Promise<number> {
    let all = 0;
    for (;;) {
      const gone = await this.records.removeSome(moment);
      all += gone;
      if (gone === 0) return all;
    }
  }
}
