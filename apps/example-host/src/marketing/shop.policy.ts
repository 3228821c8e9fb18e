import { type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { AccessPolicy, type ApiRequest, type Principal } from '@facteur/facteur/platform';
import { ShopGuard } from '../people/shop.guard.js';
import type { ShopUser } from '../people/shop-user.entity.js';

/** Who may use Facteur's API: whoever the shop knows, and lets write letters. */
@Injectable()
export class ShopPolicy extends AccessPolicy {
  constructor(private readonly guard: ShopGuard) {
    super();
  }

  async check(request: ApiRequest & { user?: ShopUser }, context: ExecutionContext): Promise<Principal> {
    await this.guard.canActivate(context);
    const { login, mayWriteLetters } = request.user!;
    if (!mayWriteLetters) throw new ForbiddenException('Ask Mia: she writes the letters.');
    return { name: login, role: 'admin' };
  }
}
