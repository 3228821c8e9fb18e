import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type StreamableFile } from '@nestjs/common';
import {
  actorNow,
  BelongingGuard,
  Clock,
  type CollectionQuery,
  Collections,
  Conflict,
  Database,
  EntityStore,
  Exporter,
  type ExportQuery,
  InvalidInput,
  madeNow,
  newPublicId,
  type Page,
  reachOf,
  receiveUpload,
  SiteOptions,
  readAs,
} from '@facteur/platform';
import { ADDRESS_STATUS } from '../address/address-importer.js';
import { TargetListService } from '../target-list/target-list.service.js';
import { type FileShape, guessFile } from './guess-file.js';
import { FileShapeDto, ImportDto } from './import.dto.js';
import { ImportRun } from './import.entity.js';
import { ImportRepository } from './import.repository.js';
import type { ImportOptions } from './import-options.js';
import { ImportRunner } from './import-runner.js';
import { ImportUndo } from './import-undo.js';
import { errorsOf, IMPORT_ERRORS, IMPORTS } from './import-sql.js';
import type { ImportDetailsView, ImportErrorView, ImportPreviewView, ImportView } from './import.view.js';
import { type ColumnMapping, guessMapping, readMapping, signatureOf } from './map-columns.js';
import type { RecordImporter } from './record-importer.js';
import { Importers } from './importers.js';
import { workbookToCsv } from './xlsx-to-csv.js';
import { sampleOf } from './file-sample.js';

/** Small files are done before the answer; of a large one the answer tells how far it is. */
const WAIT = 20_000;
const SHOWN_ERRORS = 100;

/** Imports: a file is taken in, understood, checked and written. */
@Injectable()
export class ImportService {
  private readonly store: EntityStore<ImportRun>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly site: SiteOptions,
    private readonly importers: Importers,
    private readonly lists: TargetListService,
    private readonly repository: ImportRepository,
    private readonly runner: ImportRunner,
    private readonly exporter: Exporter,
    private readonly undoing: ImportUndo,
    private readonly belonging: BelongingGuard,
  ) {
    this.store = new EntityStore(database, clock, ImportRun, 'import');
  }

  list(query: CollectionQuery): Promise<Page<ImportView>> {
    return this.collections.page(IMPORTS, query);
  }

  /** With the first errors, and the columns that went nowhere. @throws NotFound */
  async view(id: string): Promise<ImportDetailsView> {
    const row = await this.collections.one(IMPORTS, id);
    const errors = await this.errors(id, { page: 1, limit: SHOWN_ERRORS, sortBy: [], path: '' });
    const run = await this.store.get(id);
    const { ignoredColumns = [] } = JSON.parse(run.options) as ImportOptions;
    const undoUntil = (await this.undoing.possibleUntil(run))?.toISOString() ?? null;
    return { ...row, ignoredColumns, undoUntil, errors: errors.data };
  }

  async errors(id: string, query: CollectionQuery): Promise<Page<ImportErrorView>> {
    await this.collections.one(IMPORTS, id);
    const { id: key } = await this.store.get(id);
    const page = await this.collections.page(IMPORT_ERRORS, query, errorsOf(key));
    return { ...page, data: page.data.map(({ id: _id, ...row }) => row) };
  }

  async exportErrors(id: string, query: ExportQuery): Promise<StreamableFile> {
    await this.collections.one(IMPORTS, id);
    const run = await this.store.get(id);
    return this.exporter.list(`errors-of-${run.fileName}`, IMPORT_ERRORS, query, {
      extra: errorsOf(run.id),
      columns: ['line', 'field', 'reason', 'value'],
    });
  }

  /** What the file seems to be; nothing is kept. */
  async preview(targetType: string, request: IncomingMessage): Promise<ImportPreviewView> {
    const importer = this.importerOf(targetType);
    const path = this.pathOf(newPublicId());
    try {
      const { fields } = await receiveUpload(request, path);
      const dto = await this.shapeOf(await readAs(FileShapeDto, fields), path);
      const shape = guessFile(await sampleOf(path), dto);
      const mapping = await this.mappingFor(targetType, importer, shape);
      const head = shape.hasHeader ? (shape.rows[0] ?? []) : [];
      return {
        encoding: shape.encoding,
        delimiter: shape.delimiter,
        hasHeader: shape.hasHeader,
        columns: mapping.map((field, index) => ({ index, header: head[index] ?? null, field })),
        rows: shape.rows.slice(shape.hasHeader ? 1 : 0, 6),
        fields: importer.fields.map(({ name, label, required = false }) => ({ name, label, required })),
      };
    } finally {
      await rm(path, { force: true });
    }
  }

  /** @throws InvalidInput; then nothing is kept. */
  async create(targetType: string, request: IncomingMessage): Promise<ImportDetailsView> {
    const importer = this.importerOf(targetType);
    const publicId = newPublicId();
    const path = this.pathOf(publicId);
    const upload = await receiveUpload(request, path);
    let run: ImportRun;
    try {
      const dto = await this.shapeOf(await readAs(ImportDto, upload.fields), path);
      run = await this.prepare(targetType, importer, dto, path, upload.fileName);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    const done = this.runner.start(run.id);
    await Promise.race([done, pause(WAIT, undefined, { ref: false })]);
    return this.view(run.publicId);
  }

  /** A workbook becomes CSV first, in a form that needs no guessing. */
  private async shapeOf<T extends FileShapeDto>(dto: T, path: string): Promise<T> {
    return (await workbookToCsv(path)) ? Object.assign(dto, { encoding: 'utf-8', delimiter: ',' }) : dto;
  }

  /** What was written stays. @throws Conflict when it has ended */
  async cancel(id: string): Promise<ImportDetailsView> {
    await this.view(id);
    const run = await this.store.get(id);
    if (!(await this.repository.cancel(run.id))) throw new Conflict('This import has ended.');
    await this.repository.forgetKeys(run.id);
    await rm(run.filePath, { force: true });
    return this.view(id);
  }

  /** @throws NotFound | Conflict when it cannot be taken back (any more) */
  async undo(id: string): Promise<ImportDetailsView> {
    await this.view(id);
    await this.undoing.undo(id);
    return this.view(id);
  }

  private async prepare(
    targetType: string,
    importer: RecordImporter,
    dto: ImportDto,
    filePath: string,
    fileName: string,
  ): Promise<ImportRun> {
    if (dto.targetListId !== undefined && dto.targetListName !== undefined)
      throw InvalidInput.of('targetListName', 'give either targetListId or targetListName');
    if (targetType === ADDRESS_STATUS && (dto.targetListId ?? dto.targetListName) !== undefined)
      throw InvalidInput.of('targetListId', 'holds records; addresses alone go on no list');
    if (targetType === ADDRESS_STATUS && dto.consentSource !== undefined)
      throw InvalidInput.of(
        'consentSource',
        'is for records; a list of addresses tells who must not be written to',
      );
    const actor = actorNow();
    if (actor && dto.targetListId)
      await this.belonging.refuseFilling(reachOf(actor), 'targetListId', dto.targetListId);
    const shape = guessFile(await sampleOf(filePath), dto);
    if (shape.rows.length === (shape.hasHeader ? 1 : 0)) throw InvalidInput.of('file', 'has no rows');
    const mapping = await this.mappingFor(targetType, importer, shape, dto.mapping);
    const missing = importer.fields.filter(({ name, required }) => required && !mapping.includes(name));
    if (missing.length)
      throw InvalidInput.of(
        'mapping',
        `no column fills ${missing.map(({ name }) => name).join(', ')}; the file has ${(shape.rows[0] ?? []).map((cell) => `"${cell.slice(0, 40)}"`).join(', ')}`,
      );
    if (mapping.every((field) => field === null))
      throw InvalidInput.of('mapping', 'no column was recognised; say which column fills which field');
    const made = madeNow();
    const options: ImportOptions = {
      encoding: shape.encoding,
      delimiter: shape.delimiter,
      hasHeader: shape.hasHeader,
      mapping,
      duplicates: dto.duplicates ?? 'Update',
      skipBadRows: dto.skipBadRows ?? false,
      dryRun: dto.dryRun ?? false,
      ...(made ? { made } : {}),
      ...(dto.addressMark ? { addressMark: dto.addressMark } : {}),
      ...(dto.consentSource ? { consentSource: dto.consentSource } : {}),
      ignoredColumns: shape.hasHeader
        ? shape.rows[0]!.filter((name, index) => name.trim() && mapping[index] == null)
        : [],
    };
    return this.database.transaction(async () => {
      if (shape.hasHeader)
        await this.repository.rememberMapping(
          targetType,
          signatureOf(shape.rows[0]!),
          JSON.stringify(mapping),
        );
      const [key] = dto.targetListId ? await this.lists.keysOf('targetListId', [dto.targetListId]) : [];
      return this.store.create({
        targetType,
        fileName,
        filePath,
        options: JSON.stringify(options),
        status: 'Running',
        phase: 'Check',
        actor: actorNow()?.name ?? null,
        listId: options.dryRun ? null : (key ?? null),
        listName: options.dryRun ? null : (dto.targetListName ?? null),
      });
    });
  }

  /** A person's word first, then what was chosen for such a file before, then the names of the columns. */
  private async mappingFor(
    targetType: string,
    importer: RecordImporter,
    { rows, hasHeader }: FileShape,
    given?: Record<string, unknown>,
  ): Promise<ColumnMapping> {
    const width = Math.max(0, ...rows.map((row) => row.length));
    const head = hasHeader ? (rows[0] ?? []) : [];
    if (given) return readMapping(given, importer.fields, head, hasHeader ? head.length : width);
    const remembered = hasHeader
      ? await this.repository.rememberedMapping(targetType, signatureOf(head))
      : undefined;
    if (remembered) return JSON.parse(remembered) as ColumnMapping;
    return guessMapping(importer.fields, rows, hasHeader);
  }

  private importerOf(targetType: string): RecordImporter {
    return this.importers.get(targetType).importer;
  }

  private pathOf(publicId: string): string {
    return join(this.site.dataDir, 'imports', `${publicId}.csv`);
  }
}
