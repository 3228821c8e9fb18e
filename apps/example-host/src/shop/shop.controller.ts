import { Body, Controller, Get, Post, UseGuards } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ShopGuard } from '../people/shop.guard.js';
import { Customer } from './customer.entity.js';

/** A route of the shop's own, as it was before Facteur came. */
@Controller('customers')
@UseGuards(ShopGuard)
export class ShopController {
  constructor(@InjectRepository(Customer) private readonly customers: Repository<Customer>) {}

  @Get()
  list(): Promise<Customer[]> {
    return this.customers.find();
  }

  @Post()
  add(@Body() customer: Partial<Customer>): Promise<Partial<Customer>> {
    return this.customers.save(customer);
  }
}
