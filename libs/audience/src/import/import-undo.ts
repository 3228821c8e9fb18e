import { Injectable } from '@nestjs/common';
import { actorNow, Clock, Conflict, Database, EntityStore } from '@facteur/platform';
import { MemberRepository } from '../target-list/member.repository.js';
import { Importers } from './importers.js';
import { ImportRun } from './import.entity.js';
import type { ImportOptions } from './import-options.js';
import { ImportTraceRepository, UNDO_TIME } from './import-trace.repository.js';

const BATCH = 500;

/** Takes imports back: who came to the list by it leaves it, and records that it made and nobody touched since are deleted. */
@Injectable()
export class ImportUndo {
  private readonly store: EntityStore<ImportRun>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly traces: ImportTraceRepository,
    private readonly importers: Importers,
    private readonly members: MemberRepository,
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
   * What it changed in records that were there before stays, for nobody knows what stood there; so do opt-outs.
   *
   * @throws NotFound | Conflict when it cannot be taken back (any more)
   */
  async undo(id: string): Promise<void> {
    const run = await this.store.get(id);
    if (!(await this.possibleUntil(run)))
      throw new Conflict(
        'This import cannot be taken back: it changed nothing, was taken back, or its week is over.',
      );
    await this.database.transaction(async () => {
      if (!(await this.traces.begin(run.id))) throw new Conflict('This import was taken back already.');
      if (run.listId !== null) await this.leaveList(run, run.listId);
      await this.removeMade(run);
      await this.traces.forget(run.id);
    });
  }

  private leaveList(run: ImportRun, listId: number): Promise<number> {
    return this.members.removeImported(listId, run.targetType, run.id, {
      method: 'import',
      name: run.fileName,
      actor: actorNow()?.name ?? null,
    });
  }

  private async removeMade(run: ImportRun): Promise<void> {
    const { importer } = this.importers.get(run.targetType);
    if (!importer.unmake) return;
    let after = '';
    for (;;) {
      const ids = await this.traces.made(run.id, after, BATCH);
      if (ids.length === 0) return;
      await importer.unmake(ids);
      after = ids.at(-1)!;
    }
  }
}
