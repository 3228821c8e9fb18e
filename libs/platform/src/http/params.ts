import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';

/**
 * The body or query of a request as a DTO, which `RequestPipe` fills. Nest's own decorators of these names do the same, and hand the
 * value to a host's global pipes as well: a ValidationPipe with a whitelist would refuse what it does not know of our DTOs. Pipes leave
 * parameters of custom decorators alone.
 */
const part =
  (name: 'body' | 'query', document: (type: Type, target: object, key: string) => void) =>
  (...pipes: PipeTransform[]): ParameterDecorator =>
    createParamDecorator(
      (_: unknown, context: ExecutionContext): unknown =>
        context.switchToHttp().getRequest<Record<'body' | 'query', unknown>>()[name],
      [
        (target, key, index) => {
          const types = Reflect.getMetadata('design:paramtypes', target, key!) as unknown[] | undefined;
          const type = types?.[index];
          if (typeof type === 'function' && type !== Object) document(type as Type, target, String(key));
        },
      ],
    )(undefined, ...pipes);

type Type = new () => object;

/** See {@link part}. */
export const Body = part('body', (type, target, key) =>
  ApiBody({ type })(target, key, Object.getOwnPropertyDescriptor(target, key)!),
);

/** See {@link part}. Documented field by field, the way @nestjs/swagger does what it finds by itself. */
export const Query = part('query', ({ prototype }, target, key) => {
  const method = (target as Record<string, object>)[key]!;
  const names = (Reflect.getMetadata('swagger/apiModelPropertiesArray', prototype) ?? []) as string[];
  const fields = names
    .map((name) => name.replace(/^:/, ''))
    .map((name) => {
      const said = Reflect.getMetadata('swagger/apiModelProperties', prototype, name) as { name?: string };
      return { in: 'query', ...said, name: said?.name ?? name };
    });
  const known = (Reflect.getMetadata('swagger/apiParameters', method) ?? []) as object[];
  Reflect.defineMetadata('swagger/apiParameters', [...known, ...fields], method);
});
