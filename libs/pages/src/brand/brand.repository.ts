import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';
import { In } from 'typeorm';
import { Brand } from './brand.entity.js';

@Injectable()
export class BrandRepository {
  constructor(private readonly database: Database) {}

  /** Those of the domains that have one; the empty domain is everybody's. */
  ofDomains(domains: string[]): Promise<Brand[]> {
    return this.database.run((manager) => manager.findBy(Brand, { senderDomain: In(domains) }));
  }
}
