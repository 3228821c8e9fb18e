import { FacteurModule } from '@facteur/facteur';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { MarketingModule } from './marketing/marketing.module.js';
import { ShopPolicy } from './marketing/shop.policy.js';
import { ShopUser } from './people/shop-user.entity.js';
import { CreateShop1790000000001 } from './shop/create-shop.migration.js';
import { Customer } from './shop/customer.entity.js';
import { Order } from './shop/order.entity.js';
import { Setting } from './shop/setting.entity.js';
import { ShopModule } from './shop/shop.module.js';
import { Subscription } from './shop/subscription.entity.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'mysql',
      url: process.env['SHOP_DATABASE_URL'] ?? 'mysql://root@127.0.0.1:3306/shop',
      entities: [Customer, Subscription, Order, Setting, ShopUser],
      migrations: [CreateShop1790000000001],
      migrationsRun: true,
    }),
    ShopModule,
    FacteurModule.forRootAsync({
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => ({
        dataSource,
        siteUrl: `${process.env['SHOP_URL'] ?? 'http://localhost:3000'}/marketing`,
        // A process that sends beside the server: see worker.ts.
        role: process.env['SHOP_ROLE'] === 'worker' ? 'worker' : 'server',
        secret: process.env['SHOP_SECRET'] ?? 'change me, 16 letters at least',
      }),
      path: 'marketing',
      crm: false,
      signIn: ShopPolicy,
      imports: [MarketingModule],
    }),
  ],
})
export class AppModule {}
