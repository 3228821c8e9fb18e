import { Injectable } from '@nestjs/common';
import { targetKey } from './target-key.js';
import { knowTargetType } from './target-type-column.js';
import { type RecordSource, RecordSources, type TargetRecord } from './record-source.js';

/** The record types that this installation knows; {@link all} is the order in which queues are built. */
@Injectable()
export class RecordSourceRegistry extends RecordSources {
  override onModuleInit(): void {
    super.onModuleInit();
    for (const name of this.names()) knowTargetType(name);
  }

  /** @throws InvalidInput naming the field. */
  override get(targetType: string, field = 'targetType'): RecordSource {
    return super.get(targetType, field);
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
      for (const [id, record] of (await this.find(type)?.load([...new Set(ids)])) ?? []) {
        found.set(targetKey(type, id), record);
      }
    }
    return found;
  }

  /** Every scope and field that some type knows: what a template may use. */
  placeholders(): Map<string, Set<string>> {
    const all = new Map<string, Set<string>>();
    for (const source of this.all()) {
      for (const [scope, fields] of Object.entries(source.placeholders)) {
        all.set(scope, new Set([...(all.get(scope) ?? []), ...fields]));
      }
    }
    return all;
  }
}
