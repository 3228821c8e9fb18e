import { Injectable } from '@nestjs/common';
import { RecordService, SEGMENTS, TARGET_LISTS } from '@facteur/audience';
import { CAMPAIGNS } from '@facteur/campaigns';
import { EMAIL_TEMPLATES, MASS_EMAILS } from '@facteur/email';
import { Collections, type CollectionSpec, mayNow } from '@facteur/platform';
import type { FoundView } from './search.controller.js';

const OF_EACH = 5;

/** What is found by its name, the most used first. */
const KINDS: { type: string; spec: CollectionSpec; about?: string; not?: Record<string, unknown> }[] = [
  { type: 'Mass Email', spec: MASS_EMAILS, about: 'status' },
  { type: 'Campaign', spec: CAMPAIGNS, about: 'status' },
  // One-off templates are the letters' own.
  { type: 'Email Template', spec: EMAIL_TEMPLATES, about: 'category', not: { oneOff: 'false' } },
  { type: 'Target List', spec: TARGET_LISTS, about: 'category' },
  { type: 'Segment', spec: SEGMENTS, about: 'targetType' },
];

/** Finds things of all kinds by name. */
@Injectable()
export class SearchService {
  constructor(
    private readonly collections: Collections,
    private readonly records: RecordService,
  ) {}

  async find(words: string): Promise<FoundView[]> {
    const query = { page: 1, limit: OF_EACH, sortBy: [], path: '', search: words };
    const things = await Promise.all(
      KINDS.map(async ({ type, spec, about, not }) => {
        const { data } = await this.collections.page(spec, { ...query, ...(not ? { filter: not } : {}) });
        return data.map((row: Record<string, unknown>) => ({
          ...{ type, id: String(row['id']), name: String(row['name']) },
          about: about && row[about] != null ? String(row[about]) : null,
        }));
      }),
    );
    const types = mayNow('people:see') ? this.records.types() : [];
    const people = await Promise.all(
      types.map(async ({ type }) => {
        const { data } = await this.records.list(type, query);
        return data.map(({ id, name, address }) => ({ type, id, name, about: address }));
      }),
    );
    return [...things, ...people].flat();
  }
}
