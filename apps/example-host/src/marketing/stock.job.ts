import { type Job, JobPlugin } from '@facteur/facteur/scheduling';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Order } from '../shop/order.entity.js';

/** A job of the shop's that an admin sees and sets beside Facteur's own; at five in the morning until they choose otherwise. */
@JobPlugin({ job: 'CountOrders', name: 'Count Orders', scheduling: '0 5 * * *' })
export class CountOrdersJob implements Job {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  /** What it answers is shown in the history of its runs. */
  async run(): Promise<Record<string, unknown>> {
    return { orders: await this.orders.count() };
  }
}
