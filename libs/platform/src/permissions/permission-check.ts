import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { isWithoutSignIn } from '../http/access-policy.js';
import { NEEDS_OF, needOf } from './needs.js';
import { isPermission, SIGNED_IN } from './permissions.js';

/** A route of the API that names no permission, or one that there is none of, does not start. */
@Injectable()
export class PermissionCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const faults = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function' || !Reflect.hasMetadata(NEEDS_OF, metatype)) return [];
      const prototype = metatype.prototype as Record<string, (...args: never[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name]!;
        if (!Reflect.hasMetadata(PATH_METADATA, handler) || isWithoutSignIn(this.reflector, handler))
          return [];
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod] ?? '';
        const need = needOf(this.reflector, metatype, handler, method);
        const isKnown = need === SIGNED_IN || (need !== undefined && isPermission(need));
        return isKnown ? [] : [`${metatype.name}.${name} (${String(need)})`];
      });
    });
    if (faults.length === 0) return;
    throw new Error(
      `Routes that do not say what it takes to call them, so nobody could: ${faults.join(', ')}. Give ApiController \`see\` and \`change\`, or the handler @Needs(…).`,
    );
  }
}
