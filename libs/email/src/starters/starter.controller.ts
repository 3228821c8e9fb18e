import { Get, Param, StreamableFile } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { AnswersFile, AnswersList, ApiController, NotFound } from '@facteur/platform';
import { Starters } from './starters.js';

const TEXTS = { type: 'object', additionalProperties: { type: 'string' } } as const;

/** A letter to begin with. */
export class StarterView {
  @ApiProperty({ example: 'newsletter' }) id: string;
  @ApiProperty({ ...TEXTS, description: 'What it is called, by language' }) names: Record<string, string>;
  @ApiProperty({ ...TEXTS, description: 'What it is for, by language' }) abouts: Record<string, string>;
}

@ApiController('starters', { see: 'figures:see', change: 'letters:write' })
export class StarterController {
  constructor(private readonly starters: Starters) {}

  @Get()
  @AnswersList(StarterView, 'Letters to begin with')
  list(): { data: StarterView[] } {
    return { data: this.starters.all() };
  }

  @Get(':id/picture')
  @AnswersFile('How a starter looks', 'image/png')
  picture(@Param('id') id: string): StreamableFile {
    const picture = this.starters.picture(id);
    if (!picture) throw new NotFound('picture of this starter');
    return new StreamableFile(picture, { type: 'image/png' });
  }
}
