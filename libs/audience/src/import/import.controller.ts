import type { IncomingMessage } from 'node:http';
import { Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation } from '@nestjs/swagger';
import { ApiController, Exporting, type ExportQuery, type CollectionQuery, Listing } from '@facteur/platform';
import { ImportForm, PreviewForm } from './import.dto.js';
import { ImportService } from './import.service.js';

/** Behind Fastify the request of Node itself is in `raw`. */
type RawRequest = IncomingMessage & { raw?: IncomingMessage };

@ApiController('imports')
export class ImportController {
  constructor(private readonly imports: ImportService) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.imports.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.imports.view(id);
  }

  @Get(':id/errors')
  errors(@Param('id') id: string, @Listing() query: CollectionQuery) {
    return this.imports.errors(id, query);
  }

  @Get(':id/errors/export')
  @ApiOperation({ summary: 'All row errors as CSV or XLSX' })
  exportErrors(@Param('id') id: string, @Exporting() query: ExportQuery) {
    return this.imports.exportErrors(id, query);
  }

  @Post(':targetType/preview')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: PreviewForm })
  @ApiOperation({
    summary: 'What a file seems to be: encoding, delimiter, head, which column fills what',
  })
  preview(@Param('targetType') targetType: string, @Req() request: RawRequest) {
    return this.imports.preview(targetType, request.raw ?? request);
  }

  @Post(':targetType')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportForm })
  @ApiOperation({
    summary:
      'Imports a CSV or XLSX file (part "file"): creates or updates records and can fill a list; with AddressStatus, parameters addresses as opted out or invalid',
  })
  create(@Param('targetType') targetType: string, @Req() request: RawRequest) {
    return this.imports.create(targetType, request.raw ?? request);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stops; what was written stays' })
  cancel(@Param('id') id: string) {
    return this.imports.cancel(id);
  }
}
