import { ApiProperty } from '@nestjs/swagger';
import { BoolField, IntField, LanguageField } from '@facteur/platform';

export class PageSettingsDto {
  @LanguageField({
    description: 'Of pages and letters where neither letter nor record nor browser names another',
  })
  language?: string | null;

  @IntField({ min: 0, max: 3_650, description: 'Days that a letter can be seen in the browser' })
  viewOnlineDays?: number | null;

  @BoolField({ description: 'Whoever leaves is asked why, and need not answer' })
  asksForReasons?: boolean | null;
}

export class PageSettingsView {
  @ApiProperty({ type: String, example: 'fr' })
  language: string;

  @ApiProperty({ type: 'integer' })
  viewOnlineDays: number;

  @ApiProperty({ type: Boolean })
  asksForReasons: boolean;
}
