import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { InvalidInput } from '../errors/problems.js';

const MARK = Symbol('facteur plugin');

/** What is said of a kind of plugin ("channel", "record source", "scheduled job"), once. */
export interface PluginKind<T extends object, M> {
  /** Word for one of them, in errors. */
  readonly kind: string;
  /** What tells one of them from the others. */
  name(instance: T, meta: M): string;
  /** What a name must look like; a word of letters, digits, `_`, `.` and `-` when absent. */
  readonly pattern?: RegExp;
  /** The order in which they are asked; that of their registration when absent. */
  compare?(a: T, b: T): number;
}

const A_NAME = /^[A-Za-z][\w.-]{0,59}$/;

/** Holds the plugins of one kind; see {@link definePlugin}. */
@Injectable()
export class PluginRegistry<T extends object, M = void> implements OnModuleInit {
  private found: ReadonlyMap<string, FoundPlugin<T, M>> = new Map();

  /** Set by {@link definePlugin}. */
  protected readonly what: PluginKind<T, M>;

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.found = registered(this.what, findPlugins<T, M>(this.discovery, this.what.kind));
  }

  all(): T[] {
    return [...this.found.values()].map(({ instance }) => instance);
  }

  names(): string[] {
    return [...this.found.keys()];
  }

  find(name: string): T | undefined {
    return this.found.get(name)?.instance;
  }

  /** What the decorator of one was given. */
  metaOf(name: string): M | undefined {
    return this.found.get(name)?.meta;
  }

  /** @throws InvalidInput naming the field of the request, and what there is. */
  get(name: string, field: string): T {
    const found = this.find(name);
    if (!found) throw InvalidInput.of(field, `must be one of ${this.names().join(', ')}`);
    return found;
  }
}

/**
 * A kind of plugin: the decorator that marks a provider as one, and the base of the registry that holds them.
 * Discovery finds them wherever they are provided, class, value and factory providers alike.
 *
 * The registry refuses at start, by the name of the class: a request-scoped plugin (it serves all requests), a name
 * of a wrong form, and two plugins of one name or of names that differ only in case.
 */
export function definePlugin<T extends object, M = void>(
  what: PluginKind<T, M>,
): {
  Plugin: (meta: M) => ClassDecorator;
  Registry: new (discovery: DiscoveryService) => PluginRegistry<T, M>;
} {
  @Injectable()
  class Registry extends PluginRegistry<T, M> {
    protected override readonly what = what;
  }
  const Plugin = (meta: M): ClassDecorator => {
    return (target) => {
      Injectable()(target);
      Reflect.defineMetadata(MARK, { kind: what.kind, meta }, target);
    };
  };
  return { Plugin, Registry };
}

export interface FoundPlugin<T, M> {
  instance: T;
  meta: M;
}

function registered<T extends object, M>(
  { kind, name, pattern = A_NAME, compare }: PluginKind<T, M>,
  found: FoundPlugin<T, M>[],
): ReadonlyMap<string, FoundPlugin<T, M>> {
  const byName = new Map<string, FoundPlugin<T, M>>();
  const taken = new Map<string, string>();
  const sorted = compare ? found.sort((a, b) => compare(a.instance, b.instance)) : found;
  for (const plugin of sorted) {
    const own = name(plugin.instance, plugin.meta);
    const of = plugin.instance.constructor.name;
    if (typeof own !== 'string' || !pattern.test(own))
      throw new Error(`"${own}" is no name for a ${kind} (${of}): it must match ${String(pattern)}.`);
    const other = taken.get(own.toLowerCase());
    if (other !== undefined)
      throw new Error(`Two plugins (${other}, ${of}) call themselves the ${kind} "${own}"; rename one.`);
    taken.set(own.toLowerCase(), of);
    byName.set(own, plugin);
  }
  return byName;
}

function findPlugins<T, M>(discovery: DiscoveryService, kind: string): FoundPlugin<T, M>[] {
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
