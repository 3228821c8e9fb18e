import { ApiProperty } from '@nestjs/swagger';
import { EnumField, LongTextField, NestedListField } from '@facteur/platform';
import { ENGLISH, type WordKey } from './catalogue.js';

export const WORD_KEYS = Object.keys(ENGLISH) as WordKey[];

export class OwnTextDto {
  @EnumField(WORD_KEYS, { required: true })
  key: WordKey;

  @LongTextField({ max: 1_000, description: 'Null takes the text that comes along' })
  text?: string | null;
}

export class WordsDto {
  @NestedListField(() => OwnTextDto, { required: true, max: WORD_KEYS.length })
  texts: OwnTextDto[];
}

export class TextView {
  @ApiProperty({ enum: WORD_KEYS })
  key: WordKey;

  @ApiProperty({ type: String, description: 'What people read; `{name}` is filled in' })
  text: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What comes along; null in a language of your own',
  })
  standard: string | null;

  @ApiProperty({ type: String, description: 'In English, for whoever translates' })
  english: string;
}

export class LanguageView {
  @ApiProperty({ type: String, example: 'fr' })
  language: string;

  @ApiProperty({ type: String, enum: ['ltr', 'rtl'] })
  direction: string;

  @ApiProperty({ type: Boolean, description: 'It comes along' })
  builtIn: boolean;

  @ApiProperty({ type: 'integer', description: 'Texts that you wrote' })
  own: number;

  @ApiProperty({ type: 'integer', description: 'Texts that nobody wrote; English stands there' })
  missing: number;
}

export class LanguagesView {
  @ApiProperty({ type: [LanguageView] })
  data: LanguageView[];
}

export class WordsView extends LanguageView {
  @ApiProperty({ type: [TextView] })
  texts: TextView[];
}
