import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { findPlugins, InvalidInput } from '@facteur/platform';
import { targetKey } from './target-key.js';
import { knowTargetType } from './target-type-column.js';
import { RECORD_SOURCE, type RecordSource, type TargetRecord } from './record-source.js';

/** The record types that this installation knows. */
@Injectable()
export class RecordSourceRegistry implements OnModuleInit {
  private sources = new Map<string, RecordSource>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const found = findPlugins<RecordSource, unknown>(this.discovery, RECORD_SOURCE).map(
      ({ instance }) => instance,
    );
    for (const source of found.sort(
      (a, b) => a.order - b.order || a.targetType.localeCompare(b.targetType),
    )) {
      if (this.sources.has(source.targetType))
        throw new Error(`Two record sources call themselves ${source.targetType}.`);
      if (!/^[A-Za-z]\w{0,39}$/.test(source.targetType))
        throw new Error(`${source.targetType} is not a usable name for a target type.`);
      this.sources.set(source.targetType, source);
      knowTargetType(source.targetType);
    }
  }

  /** In queue-building order. */
  all(): RecordSource[] {
    return [...this.sources.values()];
  }

  find(targetType: string): RecordSource | undefined {
    return this.sources.get(targetType);
  }

  /** @throws InvalidInput naming the field. */
  get(targetType: string, field = 'targetType'): RecordSource {
    const source = this.sources.get(targetType);
    if (!source) throw InvalidInput.of(field, `must be one of ${[...this.sources.keys()].join(', ')}`);
    return source;
  }

  /** Loads records of mixed types with one query a type. Keyed by {@link targetKey}. */
  async load(
    targets: { targetType: string | null; targetId: string | null }[],
  ): Promise<Map<string, TargetRecord>> {
    const byType = new Map<string, string[]>();
    for (const { targetType, targetId } of targets) {
      if (targetType && targetId) {
        const ids = byType.get(targetType);
        if (ids) ids.push(targetId);
        else byType.set(targetType, [targetId]);
      }
    }
    const found = new Map<string, TargetRecord>();
    for (const [type, ids] of byType) {
      for (const [id, record] of (await this.sources.get(type)?.load([...new Set(ids)])) ?? []) {
        found.set(targetKey(type, id), record);
      }
    }
    return found;
  }

  /** Every scope and field that some type knows: what a template may use. */
  placeholders(): Map<string, Set<string>> {
    const all = new Map<string, Set<string>>();
    for (const source of this.sources.values()) {
      for (const [scope, fields] of Object.entries(source.placeholders)) {
        all.set(scope, new Set([...(all.get(scope) ?? []), ...fields]));
      }
    }
    return all;
  }
}

export { targetKey };
