import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ShopGuard } from '../people/shop.guard.js';
import { ShopUser } from '../people/shop-user.entity.js';
import { Customer } from './customer.entity.js';
import { Order } from './order.entity.js';
import { ShopController } from './shop.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Customer, Order, ShopUser])],
  controllers: [ShopController],
  providers: [ShopGuard],
  exports: [ShopGuard, TypeOrmModule],
})
export class ShopModule {}
