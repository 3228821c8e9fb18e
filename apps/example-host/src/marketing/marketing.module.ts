import { Module } from '@nestjs/common';
import { ShopModule } from '../shop/shop.module.js';
import { OptOuts } from './opt-outs.js';
import { OrderPersonalData } from './order.personal-data.js';
import { OrderRevenue } from './order.revenue.js';
import { StaffSource } from './staff.source.js';
import { CountOrdersJob } from './stock.job.js';
import { targets } from './targets.js';

/** All that the shop tells Facteur. */
@Module({
  imports: [ShopModule],
  providers: [...targets, StaffSource, OrderRevenue, OrderPersonalData, CountOrdersJob, OptOuts],
  exports: [ShopModule],
})
export class MarketingModule {}
