import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { LEAD_FORMS } from './lead-form-sql.js';

export class LeadFormView extends OmitType(viewOf(LEAD_FORMS), ['key'] as const) {
  @ApiProperty({ format: 'uri', description: 'Where the form is sent to' })
  url: string;
}

export class SnippetView {
  @ApiProperty({ description: 'HTML to paste into a web page' })
  html: string;
}
