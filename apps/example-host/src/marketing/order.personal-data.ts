import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/facteur/audience';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { Order } from '../shop/order.entity.js';

/** What the shop keeps of people beside their records, to be told when they ask. Orders are kept by law, so none is erased. */
@PersonalDataPlugin()
export class OrderPersonalData implements PersonalData {
  readonly section = 'orders';

  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  export({ records }: Person): Promise<object[]> {
    const customers = records.filter((one) => one.targetType === 'Customer');
    return this.orders.findBy({ customerId: In(customers.map((one) => Number(one.targetId))) });
  }

  erase(): Promise<number> {
    return Promise.resolve(0);
  }
}
