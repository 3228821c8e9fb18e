import { rm } from 'node:fs/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import {
  Clock,
  Database,
  EntityStore,
  InvalidInput,
  isConnectionError,
  isRetryable,
  Notifications,
  parameters,
} from '@facteur/platform';
import type { RecordSource } from '../record-source/record-source.js';
import { MemberRepository } from '../target-list/member.repository.js';
import { ImportedConsents, originOf } from './imported-consents.js';
import { ImportRun } from './import.entity.js';
import { checkBatch, repetition } from './check-batch.js';
import { ImportRepository, type Moved } from './import.repository.js';
import { TargetListService } from '../target-list/target-list.service.js';
import { ImportTraceRepository } from './import-trace.repository.js';
import { ImportUndo } from './import-undo.js';
import { Importers } from './importers.js';
import type { ImportOptions } from './import-options.js';
import { type FileRow, readRows } from './read-rows.js';
import type { ImportRow, RecordImporter, WrittenRow } from './record-importer.js';
import { valuesOf } from './row-values.js';

const BATCH = 500;

/** The import was cancelled, or another process took it over. */
class NoLongerOurs extends Error {}

interface Work {
  run: ImportRun;
  options: ImportOptions;
  source?: RecordSource;
  importer: RecordImporter;
  mark: string;
}

/**
 * Takes files in: first every row is checked, and only when all are good (or bad ones may be skipped) the rows
 * are written. Each batch is written in one transaction with the position reached, so that an import that was
 * interrupted goes on where it stopped.
 */
@Injectable()
export class ImportRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ImportRunner.name);
  private readonly store: EntityStore<ImportRun>;
  private readonly active = new Set<Promise<void>>();
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly repository: ImportRepository,
    private readonly importers: Importers,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
    private readonly consents: ImportedConsents,
    private readonly traces: ImportTraceRepository,
    private readonly undoing: ImportUndo,
    private readonly notifications: Notifications,
  ) {
    this.store = new EntityStore(database, clock, ImportRun, 'import');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.active);
  }

  /** Resolves when the import has ended, or was left to another process. */
  start(id: number): Promise<void> {
    const work = this.work(id)
      .catch((error: Error) => this.logger.error(`Import ${id}: ${error.stack}`))
      .finally(() => this.active.delete(work));
    this.active.add(work);
    return work;
  }

  /** Takes up what a process that died left open, and forgets what can no longer be taken back. @returns how many there were. */
  async resumeAbandoned(): Promise<number> {
    await this.traces.forgetOld();
    await this.undoing.resumeAbandoned();
    const ids = await this.repository.abandoned();
    for (const id of ids) await this.start(id);
    return ids.length;
  }

  private async work(id: number): Promise<void> {
    const mark = await this.repository.claim(id);
    if (mark === undefined) return;
    const run = (await this.store.byKey(id))!;
    const work: Work = {
      run,
      ...this.importers.get(run.targetType),
      options: JSON.parse(run.options) as ImportOptions,
      mark,
    };
    try {
      await this.checkAndWrite(work);
    } catch (error) {
      if (!(error instanceof NoLongerOurs)) throw error;
    }
  }

  private async checkAndWrite(work: Work): Promise<void> {
    try {
      if (work.run.phase === 'Check') await this.check(work);
      if (work.run.phase === 'Write') await this.write(work);
    } catch (error) {
      // A lost connection: it is taken up again once the database is back; nothing is wrong with the file.
      if (error instanceof NoLongerOurs || isConnectionError(error) || isRetryable(error)) throw error;
      await this.finish(work, { status: 'Failed', error: (error as Error).message });
      if (!(error instanceof InvalidInput)) throw error;
    }
  }

  private async check(work: Work): Promise<void> {
    const { run, importer, options } = work;
    const rows = await this.eachBatch(work, async (batch) => {
      const { faults, bad, repeated, keys } = await checkBatch(batch, options.mapping, importer);
      const earlier = await this.repository.noteKeys(run.id, keys);
      for (const [key, first] of earlier) faults.push(repetition(keys.get(key)!, first, key));
      await this.repository.addFaults(run.id, faults);
      const wrong = new Set(faults.map(({ line }) => line));
      const ahead = options.dryRun
        ? await this.foresee(
            work,
            batch.filter(({ line }) => !wrong.has(line)),
          )
        : {};
      return { ...ahead, skipped: repeated + earlier.size, errors: bad.size };
    });
    if (rows === 0) throw InvalidInput.of('file', 'has no rows');
    await this.repository.forgetKeys(run.id);
    const checked = (await this.store.byKey(run.id))!;
    if (checked.errorCount && !options.skipBadRows) {
      const error = `${checked.errorCount} of ${rows} rows have errors, so nothing was imported. Correct them, or choose to skip bad rows.`;
      return this.finish(work, { status: 'Failed', error });
    }
    if (options.dryRun) return this.finish(work, { status: 'Complete', error: null, totalRows: rows });
    const next = { phase: 'Write', processedRows: 0, totalRows: rows, listId: run.listId };
    await this.database.transaction(async () => {
      // Only now: a file that is refused leaves no list behind.
      next.listId = run.listId ?? (await this.newList(run.listName, options));
      if (!(await this.repository.beginWriting(run.id, work.mark, rows, next.listId)))
        throw new NoLongerOurs();
    });
    Object.assign(run, checked, next);
  }

  /** How many good rows of a rehearsal would make a record, and how many would change one. */
  private async foresee({ importer, options }: Work, rows: FileRow[]): Promise<Partial<Moved>> {
    if (!importer.foresee || rows.length === 0) return {};
    const outcomes = await importer.foresee(
      rows.map((row) => ({ line: row.line, values: valuesOf(row, options.mapping).values })),
      { duplicates: options.duplicates },
    );
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
    return { wouldCreate: count('created'), wouldUpdate: count('updated') };
  }

  private async newList(name: string | null, { made }: ImportOptions): Promise<number | null> {
    if (name === null) return null;
    const { id } = await this.lists.create({ name, ...made });
    return (await this.lists.keysOf('targetListName', [String(id)]))[0]!;
  }

  private async write(work: Work): Promise<void> {
    const { run, importer, options, source } = work;
    await this.eachBatch(work, async (batch) => {
      const bad = await this.repository.badLines(run.id, batch[0]!.line, batch.at(-1)!.line);
      const rows: ImportRow[] = batch
        .filter(({ line }) => !bad.has(line))
        .map((row) => ({ line: row.line, values: valuesOf(row, options.mapping).values }));
      const written = rows.length
        ? await importer.write(rows, {
            duplicates: options.duplicates,
            now: this.clock.now(),
            provenance: originOf(run),
            ...(options.addressMark ? { addressMark: options.addressMark } : {}),
          })
        : [];
      const ids = written.map(({ targetId }) => targetId);
      const fresh =
        run.listId !== null && source && ids.length
          ? await this.traces.notListed(run.listId, run.targetType, ids)
          : new Set<string>();
      if (run.listId !== null && source && written.length) {
        const sql = `${source.list.columns['id']!.sql} IN (${parameters(ids.length)})`;
        await this.members.addMatching(run.listId, source, { sql, values: ids }, originOf(run));
      }
      if (source && written.length) await this.trace(run, written, fresh);
      if (source && written.length)
        await this.consents.note(run, options, { source, importer }, rows, written);
      const count = (outcome: string) => written.filter((one) => one.outcome === outcome).length;
      return { created: count('created'), updated: count('updated'), skipped: count('skipped') };
    });
    await this.finish(work, { status: 'Complete', error: null });
  }

  /** Notes what was done to whom, so that it can be taken back; and that others are no longer alone with what they made. */
  private async trace({ id }: ImportRun, written: WrittenRow[], fresh: Set<string>): Promise<void> {
    const found = written.filter(({ outcome }) => outcome !== 'created');
    await this.traces.takeOverRecords(
      id,
      found.map(({ targetId }) => targetId),
    );
    const done = written.map(({ targetId, outcome }) => ({
      ...{ targetId, isMade: outcome === 'created', isListed: fresh.has(targetId) },
    }));
    await this.traces.note(
      id,
      done.filter(({ isMade, isListed }) => isMade || isListed),
    );
  }

  /** Goes through the file from where this phase stopped; each batch is one transaction with its position. @returns all rows of the file */
  private async eachBatch(
    { run, options, mark }: Work,
    work: (rows: FileRow[]) => Promise<Partial<Moved>>,
  ): Promise<number> {
    let seen = 0;
    let skipHead = options.hasHeader;
    let batch: FileRow[] = [];
    const flush = async () => {
      if (batch.length === 0) return;
      const rows = batch;
      batch = [];
      await this.database.transaction(async () => {
        const moved = await work(rows);
        if (!(await this.repository.advance(run.id, mark, { processed: seen, ...moved })))
          throw new NoLongerOurs();
      });
      if (this.stopping) throw new NoLongerOurs();
    };
    for await (const row of readRows(run.filePath, options)) {
      if (skipHead) {
        skipHead = false;
        continue;
      }
      seen += 1;
      if (seen <= run.processedRows) continue;
      batch.push(row);
      if (batch.length === BATCH) await flush();
    }
    await flush();
    return seen;
  }

  /** Ends it, unless somebody else did. */
  private async finish(
    { run, mark }: Work,
    end: { status: string; error: string | null; totalRows?: number },
  ): Promise<void> {
    if (!(await this.repository.end(run.id, mark, end))) throw new NoLongerOurs();
    await this.repository.forgetKeys(run.id);
    // It holds personal data, and is of no more use.
    await rm(run.filePath, { force: true });
    await this.ring(run.id);
  }

  /** For whoever brought it; of a rehearsal they wait for the answer. */
  private async ring(id: number): Promise<void> {
    const run = await this.store.byKey(id);
    if (!run?.actor || (JSON.parse(run.options) as ImportOptions).dryRun) return;
    await this.notifications.tell({
      ...{ kind: run.status === 'Complete' ? 'import-done' : 'import-failed', person: run.actor },
      ...{
        mark: `import ${run.publicId}`,
        subject: { type: 'imports', id: run.publicId, name: run.fileName },
      },
      params: {
        ...{ created: run.createdCount, updated: run.updatedCount, errors: run.errorCount },
        reason: run.error ?? '',
      },
    });
  }
}
