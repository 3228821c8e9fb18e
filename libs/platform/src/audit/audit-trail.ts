import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { newPublicId } from '../ids/public-id.js';
import { AuditRepository } from './audit.repository.js';

/** What somebody did that others may ask about later. */
export interface Deed {
  /** Who, as the access policy names them. */
  actor: string;
  /** One word, e.g. `Erase`. */
  action: string;
  /** What it was done to, e.g. `Person`. */
  subjectType: string;
  /** Public id, where there is one. */
  subjectId?: string;
  details?: object;
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

  async write({ actor, action, subjectType, subjectId, details }: Deed): Promise<void> {
    await this.records.add({
      publicId: newPublicId(),
      at: this.clock.now(),
      actor: actor.slice(0, 255),
      action,
      subjectType,
      subjectId: subjectId ?? null,
      details: details ? JSON.stringify(details) : null,
    });
  }
}
