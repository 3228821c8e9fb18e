import { DiscoveryService } from '@nestjs/core';
import { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';

const MARK = Symbol('facteur plugin');

/** Marks a class as a plugin of a kind ("channel", "record source", "job"); discovery finds it wherever it is provided. */
export function markPlugin(kind: string, meta: unknown = {}): ClassDecorator {
  return (target) => {
    Reflect.defineMetadata(MARK, { kind, meta }, target);
  };
}

export interface FoundPlugin<T, M> {
  instance: T;
  meta: M;
}

/**
 * Finds the marked providers of a kind: class, value and factory providers alike, in dynamic modules too.
 *
 * @throws Error naming the provider when it is request-scoped: a plugin serves all requests.
 */
export function findPlugins<T, M = unknown>(discovery: DiscoveryService, kind: string): FoundPlugin<T, M>[] {
  const found = new Map<unknown, FoundPlugin<T, M>>();
  for (const wrapper of discovery.getProviders()) {
    const mark = markOf(wrapper);
    if (mark?.kind !== kind) continue;
    if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient) {
      throw new Error(
        `The ${kind} ${String(wrapper.name)} is request-scoped or transient. Make it a singleton: it is registered once, at start.`,
      );
    }
    if (wrapper.instance)
      found.set(wrapper.instance, { instance: wrapper.instance as T, meta: mark.meta as M });
  }
  return [...found.values()];
}

function markOf(wrapper: InstanceWrapper): { kind: string; meta: unknown } | undefined {
  // A factory or value provider carries the mark on the class of what it made.
  const candidates = [wrapper.metatype, (wrapper.instance as object | undefined)?.constructor];
  for (const candidate of candidates) {
    if (typeof candidate !== 'function') continue;
    const mark = Reflect.getMetadata(MARK, candidate) as { kind: string; meta: unknown } | undefined;
    if (mark) return mark;
  }
  return undefined;
}
