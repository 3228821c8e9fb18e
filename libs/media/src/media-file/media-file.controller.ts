import type { IncomingMessage } from 'node:http';
import { Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  MB,
  type Page,
  Query,
  Refuses,
  TakesFile,
  validationPipe,
} from '@facteur/platform';
import { MediaForm, MediaWordsDto, RemovalQuery } from './media-file.dto.js';
import { MEDIA_FILES } from './media-file-sql.js';
import { MediaFileView, MediaUsageView } from './media-file.view.js';
import { MediaLibrary } from './media-library.js';

@ApiController('media-files', { row: 'media_file', see: 'figures:see', change: 'letters:write' })
export class MediaFileController {
  private readonly pipe = validationPipe();

  constructor(private readonly library: MediaLibrary) {}

  @Get()
  @AnswersPage(MediaFileView, 'The pictures and documents of the library')
  list(@InCollection(MEDIA_FILES) query: CollectionQuery): Promise<Page<MediaFileView>> {
    return this.library.list(query);
  }

  @Get(':id')
  @Answers(MediaFileView, 'A file, with its public address')
  get(@Param('id') id: string): Promise<MediaFileView> {
    return this.library.view(id);
  }

  @Get(':id/usage')
  @Answers(MediaUsageView, 'The templates that show it')
  async usage(@Param('id') id: string): Promise<MediaUsageView> {
    return { usedBy: await this.library.usedBy(id) };
  }

  @Post()
  @TakesFile(21 * MB)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: MediaForm })
  @AnswersCreated(
    MediaFileView,
    'Takes a file in (part "file", at most 20 MB). A picture is turned upright, at most 1,200 pixels wide, without what the camera noted; a document stays as it is',
  )
  create(@Req() request: IncomingMessage & { raw?: IncomingMessage }): Promise<MediaFileView> {
    return this.library.receive(
      request.raw ?? request,
      (fields) =>
        this.pipe.transform(fields, { type: 'body', metatype: MediaWordsDto }) as Promise<MediaWordsDto>,
    );
  }

  @Patch(':id')
  @Answers(MediaFileView, 'Changes its words; what is in it stays as it is')
  update(@Param('id') id: string, @Body() dto: MediaWordsDto): Promise<MediaFileView> {
    return this.library.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing(
    'Takes it out of the library. Letters that were sent go on showing it, unless it is taken down',
  )
  @Refuses(409, 'while templates show it')
  remove(@Param('id') id: string, @Query() { takeDown }: RemovalQuery): Promise<void> {
    return this.library.remove(id, takeDown ?? false);
  }
}
