import { type RevenueSource, RevenueSourcePlugin } from '@facteur/facteur/campaigns';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Order } from '../shop/order.entity.js';

/** What campaigns earned, for their statistics. */
@RevenueSourcePlugin()
export class OrderRevenue implements RevenueSource {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  async revenueOf(campaignIds: string[]): Promise<Map<string, number>> {
    const rows = await this.orders
      .createQueryBuilder('o')
      .select('o.campaign', 'campaign')
      .addSelect('SUM(o.total)', 'total')
      .where('o.campaign IN (:...campaignIds)', { campaignIds })
      .groupBy('o.campaign')
      .getRawMany<{ campaign: string; total: string }>();
    return new Map(rows.map(({ campaign, total }) => [campaign, Number(total)]));
  }
}
