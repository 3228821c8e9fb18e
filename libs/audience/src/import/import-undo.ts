import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { actorNow, Clock, Conflict, Database, EntityStore } from '@facteur/platform';
import type { Origin } from '../consent/consent.js';
import { RecordUses } from '../record-source/record-uses.js';
import { MemberRepository } from '../target-list/member.repository.js';
import { Importers } from './importers.js';
import { ImportRun } from './import.entity.js';
import type { ImportOptions } from './import-options.js';
import { ImportTraceRepository, type Trace, UNDO_TIME } from './import-trace.repository.js';

const BATCH = 500;
/** A small one is taken back before the answer. */
const WAIT = 20_000;

/**
 * Takes imports back: who came to the list by it alone leaves it, and records that it made and nobody touched, found or needs
 * since are deleted. Goes in batches, each a transaction that forgets what it has taken back, so that nobody waits long for
 * the list, and an undo whose process died goes on.
 */
@Injectable()
export class ImportUndo {
  private readonly logger = new Logger(ImportUndo.name);
  private readonly store: EntityStore<ImportRun>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly traces: ImportTraceRepository,
    private readonly importers: Importers,
    private readonly members: MemberRepository,
    private readonly uses: RecordUses,
  ) {
    this.store = new EntityStore(database, clock, ImportRun, 'import');
  }

  /** Until when it can be taken back; null when it cannot. */
  async possibleUntil(run: ImportRun): Promise<Date | null> {
    const { dryRun } = JSON.parse(run.options) as ImportOptions;
    if (dryRun || run.undoneAt || !run.finishedAt || run.status === 'Running') return null;
    const until = new Date(run.finishedAt.getTime() + UNDO_TIME);
    return until > this.clock.now() && (await this.traces.isAny(run.id)) ? until : null;
  }

  /**
   * What it changed in records that were there before stays, for nobody knows what stood there; so do opt-outs, and companies
   * that it made on the way.
   *
   * @throws NotFound | Conflict when it cannot be taken back (any more)
   */
  async undo(id: string): Promise<void> {
    const run = await this.store.get(id);
    if (!(await this.possibleUntil(run)) || !(await this.traces.begin(run.id)))
      throw new Conflict(
        'This import cannot be taken back: it changed nothing, was taken back, or its week is over.',
      );
    const work = this.goOn(run, actorNow()?.name ?? null);
    await Promise.race([work, pause(WAIT, undefined, { ref: false })]);
    work.catch((error: Error) => this.logger.error(`Taking import ${id} back: ${error.stack}`));
  }

  /** Ends what a process that died has begun. */
  async resumeAbandoned(): Promise<void> {
    for (const key of await this.traces.unfinished()) {
      const run = await this.store.byKey(key);
      if (run) await this.goOn(run, run.actor);
    }
  }

  private async goOn(run: ImportRun, actor: string | null): Promise<void> {
    const origin: Origin = { method: 'import', name: run.fileName, actor };
    for (;;) {
      const isMore = await this.database.transaction(async () => {
        const done = await this.traces.some(run.id, BATCH);
        if (done.length === 0) return false;
        await this.takeBack(run, done, origin);
        const ids = done.map(({ targetId }) => targetId);
        await this.traces.forget(run.id, ids);
        return true;
      });
      if (!isMore) return;
    }
  }

  private async takeBack(run: ImportRun, done: Trace[], origin: Origin): Promise<void> {
    const { targetType, listId } = run;
    const of = (traces: Trace[]) => traces.map(({ targetId }) => targetId);
    const made = of(done.filter(({ isMade }) => isMade));
    // Whoever got a letter, or waits for one, stays: what was sent to whom is never forgotten by the way.
    const used = made.length ? await this.uses.of(targetType, made) : new Set<string>();
    if (listId !== null)
      await this.members.removeNamed(listId, targetType, of(done.filter(({ isListed }) => isListed)), origin);
    const idle = made.filter((id) => !used.has(id));
    const { importer } = this.importers.get(targetType);
    if (idle.length && importer.unmake) await importer.unmake(idle);
  }
}
