import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { API_KEYS } from './api-key-sql.js';

export class ApiKeyView extends viewOf(API_KEYS) {}

/** A key that was just made. */
export class NewApiKeyView extends ApiKeyView {
  @ApiProperty({ type: String, description: 'The key itself; shown in this answer and never again' })
  key: string;
}
