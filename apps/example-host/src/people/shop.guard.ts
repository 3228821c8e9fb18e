import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ShopUser } from './shop-user.entity.js';

/** The shop's way of knowing who asks. */
@Injectable()
export class ShopGuard implements CanActivate {
  constructor(@InjectRepository(ShopUser) private readonly users: Repository<ShopUser>) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: ShopUser }>();
    const token = (request.headers['authorization'] ?? '').replace(/^Bearer /, '');
    const user = token ? await this.users.findOneBy({ token }) : null;
    if (!user) throw new UnauthorizedException();
    request.user = user;
    return true;
  }
}
