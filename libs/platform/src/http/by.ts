import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from './access-policy.js';

/** Parameter of a handler: the name of who asks, as it stands in the audit trail. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { principal } = context.switchToHttp().getRequest<ApiRequest>();
  return principal?.name ?? 'somebody';
});
