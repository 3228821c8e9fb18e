import { Module } from '@nestjs/common';
import { ShopModule } from '../shop/shop.module.js';
import { OptOuts } from './opt-outs.js';
import { OrderRevenue } from './order.revenue.js';
import { targets } from './targets.js';

/** All that the shop tells Facteur. */
@Module({
  imports: [ShopModule],
  providers: [...targets, OrderRevenue, OptOuts],
  exports: [ShopModule],
})
export class MarketingModule {}
