import { Injectable } from '@nestjs/common';
import { Clock, Collections, Database, InvalidInput } from '@facteur/platform';
import type { RecordSource } from '../record-source/record-source.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import { compileFilter } from './filter/compile-filter.js';
import { FilterConditions } from './filter/filter-condition.js';
import { filterSchema } from './filter/filter-schema.js';
import type { CompiledFilter } from './filter/segment-filter.js';
import { SegmentFilterRepository } from './segment-filter.repository.js';
import type { FilterPreviewView, FilterSchemaView } from './segment.view.js';

/** So many of those who match are shown. */
const SAMPLE = 20;

/** Filters at work: compiled, checked, counted, shown. */
@Injectable()
export class SegmentFilters {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly sources: RecordSourceRegistry,
    private readonly conditions: FilterConditions,
    private readonly repository: SegmentFilterRepository,
  ) {}

  /** @throws InvalidInput when there is no such record type */
  schema(targetType: string): FilterSchemaView {
    return filterSchema(this.sources.get(targetType), this.conditions.all(), (type) =>
      this.sources.find(type),
    );
  }

  /** @throws InvalidInput naming the path of the fault, also when it names a record that there is none of. */
  async compile(
    targetType: string,
    filter: unknown,
  ): Promise<{ source: RecordSource; condition: CompiledFilter }> {
    const source = this.sources.get(targetType);
    for (const one of this.conditions.all()) await one.ready?.();
    const condition = compileFilter(filter, source, {
      dialect: this.database.dialect,
      now: this.clock.now(),
      sourceOf: (type) => this.sources.find(type),
      conditions: this.conditions.all(),
    });
    await this.checkReferences(condition);
    return { source, condition };
  }

  /** How many match, and the first of them. */
  async preview(targetType: string, filter: unknown): Promise<FilterPreviewView> {
    const { source, condition } = await this.compile(targetType, filter);
    const count = await this.repository.count(source, condition);
    const sample = await this.collections.first(source.list, condition, SAMPLE);
    return { count, sample };
  }

  private async checkReferences({ references }: CompiledFilter): Promise<void> {
    for (const table of new Set(references.map((one) => one.table))) {
      const wanted = references.filter((one) => one.table === table);
      const found = await this.repository.known(
        table,
        wanted.map(({ id }) => id),
      );
      const missing = wanted.filter(({ id }) => !found.has(id));
      if (missing.length)
        throw new InvalidInput(
          missing.map(({ path, noun, id }) => ({
            field: path,
            reason: `there is no ${noun} with the id ${id}`,
          })),
        );
    }
  }
}
