import { Injectable, type OnModuleInit, SetMetadata } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { EventBus, type EventClass } from './event-bus.js';

const LISTENS = 'facteur listens to';

/**
 * Marks a method of a provider that is told of an event of Facteur's, once what happened is committed. One that fails is logged and
 * harms nobody.
 *
 * ```ts
 * @OnFacteurEvent(TargetListOptedOut)
 * left(event: TargetListOptedOut) { … }
 * ```
 */
export const OnFacteurEvent = (type: EventClass<object>): MethodDecorator => SetMetadata(LISTENS, type);

/** Finds those methods, in whatever module they are. */
@Injectable()
export class EventListeners implements OnModuleInit {
  private readonly scanner = new MetadataScanner();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    const seen = new Set<object>();
    for (const { instance, isDependencyTreeStatic } of this.discovery.getProviders().map((wrapper) => ({
      instance: wrapper.instance as Record<string, (event: object) => void> | undefined,
      isDependencyTreeStatic: wrapper.isDependencyTreeStatic(),
    }))) {
      if (!instance || !isDependencyTreeStatic || seen.has(instance)) continue;
      seen.add(instance);
      const prototype = Object.getPrototypeOf(instance) as object | null;
      if (!prototype) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const method = instance[name];
        const type =
          typeof method === 'function' && this.reflector.get<EventClass<object> | undefined>(LISTENS, method);
        if (type) this.events.on(type, (event) => method.call(instance, event));
      }
    }
  }
}
