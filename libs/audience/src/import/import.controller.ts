import type { IncomingMessage } from 'node:http';
import { Get, Param, Post, Req, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import {
  Answers,
  AnswersCreated,
  AnswersFile,
  AnswersPage,
  ApiController,
  type CollectionQuery,
  Exporting,
  type ExportQuery,
  InCollection,
  MB,
  type Page,
  Refuses,
  TakesFile,
  EXPORT_TYPES,
  Needs,
} from '@facteur/platform';
import { ImportForm, PreviewForm } from './import.dto.js';
import { IMPORT_ERRORS, IMPORTS } from './import-sql.js';
import { ImportService } from './import.service.js';
import { ImportDetailsView, ImportErrorView, ImportPreviewView, ImportView } from './import.view.js';

/** Behind Fastify the request of Node itself is in `raw`. */
type RawRequest = IncomingMessage & { raw?: IncomingMessage };

@ApiController('imports', { see: 'people:see', change: 'people:change' })
export class ImportController {
  constructor(private readonly imports: ImportService) {}

  @Get()
  @AnswersPage(ImportView, 'Imports')
  list(@InCollection(IMPORTS) query: CollectionQuery): Promise<Page<ImportView>> {
    return this.imports.list(query);
  }

  @Get(':id')
  @Answers(ImportDetailsView, 'An import: how far it is, and the first errors')
  get(@Param('id') id: string): Promise<ImportDetailsView> {
    return this.imports.view(id);
  }

  @Get(':id/errors')
  @AnswersPage(ImportErrorView, 'What is wrong with which rows')
  errors(
    @Param('id') id: string,
    @InCollection(IMPORT_ERRORS) query: CollectionQuery,
  ): Promise<Page<ImportErrorView>> {
    return this.imports.errors(id, query);
  }

  @Get(':id/errors/export')
  @Needs('people:export')
  @AnswersFile('All row errors as CSV or XLSX', ...EXPORT_TYPES)
  exportErrors(
    @Param('id') id: string,
    @Exporting(IMPORT_ERRORS) query: ExportQuery,
  ): Promise<StreamableFile> {
    return this.imports.exportErrors(id, query);
  }

  @Post(':targetType/preview')
  @TakesFile(513 * MB)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: PreviewForm })
  @Answers(ImportPreviewView, 'What a file seems to be: encoding, delimiter, head, which column fills what')
  preview(@Param('targetType') targetType: string, @Req() request: RawRequest): Promise<ImportPreviewView> {
    return this.imports.preview(targetType, request.raw ?? request);
  }

  @Post(':targetType')
  @TakesFile(513 * MB)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportForm })
  @AnswersCreated(
    ImportDetailsView,
    'Imports a CSV or XLSX file (part "file"): creates or updates records and can fill a list; with AddressStatus, marks addresses as opted out or invalid',
  )
  create(@Param('targetType') targetType: string, @Req() request: RawRequest): Promise<ImportDetailsView> {
    return this.imports.create(targetType, request.raw ?? request);
  }

  @Post(':id/cancel')
  @Answers(ImportDetailsView, 'Stops; what was written stays')
  @Refuses(409, 'when the import has ended')
  cancel(@Param('id') id: string): Promise<ImportDetailsView> {
    return this.imports.cancel(id);
  }

  @Post(':id/undo')
  @Answers(
    ImportDetailsView,
    'Takes it back within a week: whoever it put on the list leaves it, and records that it made and nobody touched since are deleted; what it changed in others stays',
  )
  @Refuses(409, 'when it cannot be taken back (any more)')
  undo(@Param('id') id: string): Promise<ImportDetailsView> {
    return this.imports.undo(id);
  }
}
