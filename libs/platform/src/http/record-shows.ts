import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';

/** Answers one record as its collection's own GET does. */
export type Show = (id: string) => Promise<object>;

/** By the path of a controller: how it shows one of its records, for whoever compares what was with what is. */
@Injectable()
export class RecordShows {
  private shown: Map<string, Show> | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** Of the collection that a controller is of; undefined where it shows no single record. */
  of(controller: object): Show | undefined {
    this.shown ??= new Map(
      this.discovery.getControllers().flatMap(({ instance, metatype }): [string, Show][] => {
        const show = instance && metatype && showOf(instance as object);
        return show ? [[pathOf(metatype), show]] : [];
      }),
    );
    return this.shown.get(pathOf(controller));
  }
}

/** Of a controller, as it was declared. */
export const pathOf = (controller: object) => String(Reflect.getMetadata(PATH_METADATA, controller) ?? '');

/** Of one record, or of settings, of which there is one. */
export const isOwn = (path: string) => path === ':id' || path === '/';

/** The handler that shows one record, of a controller that has one. */
function showOf(controller: object): Show | undefined {
  const handlers = Object.getOwnPropertyNames(Object.getPrototypeOf(controller));
  for (const name of handlers) {
    const handler = (controller as Record<string, unknown>)[name];
    if (typeof handler !== 'function' || name !== 'get') continue;
    const isGet = Reflect.getMetadata(METHOD_METADATA, handler) === RequestMethod.GET;
    if (isGet && isOwn(String(Reflect.getMetadata(PATH_METADATA, handler))))
      return (id) => handler.call(controller, id) as Promise<object>;
  }
  return undefined;
}
