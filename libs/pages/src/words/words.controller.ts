import { Get, Param, Patch } from '@nestjs/common';
import { Answers, ApiController, Body } from '@facteur/platform';
import { LanguagesView, WordsDto, WordsView } from './words.dto.js';
import { WordsService } from './words.service.js';

/** Texts that recipients read and no marketer wrote. */
@ApiController('settings/words', { see: 'settings:see', change: 'settings:change' })
export class WordsController {
  constructor(private readonly words: WordsService) {}

  @Get()
  @Answers(LanguagesView, 'The languages that there are words in')
  async languages(): Promise<LanguagesView> {
    return { data: await this.words.languages() };
  }

  @Get(':language')
  @Answers(WordsView, 'All texts in a language, also in one that there is nothing in yet')
  view(@Param('language') language: string): Promise<WordsView> {
    return this.words.view(language);
  }

  @Patch(':language')
  @Answers(WordsView, 'Changes the named texts; a language that there is none of begins with the first')
  write(@Param('language') language: string, @Body() { texts }: WordsDto): Promise<WordsView> {
    return this.words.write(language, texts);
  }
}
