import { Get } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { AnswersList, ApiController, Query, TextField } from '@facteur/platform';
import { SearchService } from './search.service.js';

export class SearchQuery {
  @TextField({ required: true, max: 200, example: 'lyon' })
  q: string;
}

export class FoundView {
  @ApiProperty({
    example: 'Campaign',
    description: 'Mass Email, Campaign, Email Template, Target List, Segment, or a record type',
  })
  type: string;
  @ApiProperty() id: string;
  @ApiProperty({ description: 'How a person would call it' }) name: string;
  @ApiProperty({ type: String, nullable: true, description: 'What else tells it apart' }) about:
    string | null;
}

@ApiController('search', { see: 'figures:see', change: 'figures:see' })
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get()
  @AnswersList(FoundView, 'Things of all kinds by their names, a few of each')
  async find(@Query() { q }: SearchQuery): Promise<{ data: FoundView[] }> {
    return { data: await this.search.find(q) };
  }
}
