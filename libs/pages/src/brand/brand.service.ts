import { Injectable } from '@nestjs/common';
import { MediaLibrary } from '@facteur/media';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  InvalidInput,
  isDuplicate,
  type Page,
  Usage,
} from '@facteur/platform';
import { BRANDS } from './brand-sql.js';
import type { BrandView } from './brand.controller.js';
import type { UpdateBrandDto } from './brand.dto.js';
import { Brand } from './brand.entity.js';

/** Brands as people keep them. */
@Injectable()
export class BrandService {
  private readonly store: EntityStore<Brand>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly library: MediaLibrary,
    usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, Brand, 'brand');
    usage.register('media file', async ({ id }) => {
      const brand = await this.store.findBy({ logoId: id });
      return brand ? [{ type: 'Brand', id: brand.publicId, name: brand.name ?? '' }] : [];
    });
  }

  list(query: CollectionQuery): Promise<Page<BrandView>> {
    return this.collections.page(BRANDS, query);
  }

  /** @throws NotFound */
  view(id: string): Promise<BrandView> {
    return this.collections.one(BRANDS, id);
  }

  /** @throws InvalidInput naming `senderDomain` when there is one for it. */
  async create(dto: UpdateBrandDto): Promise<BrandView> {
    const id = await this.database.transaction(async () => {
      const values = await this.values({ ...dto, senderDomain: dto.senderDomain ?? null });
      await this.refuseSecond(values.senderDomain!);
      return (await this.oneEach(values.senderDomain!, () => this.store.create(values))).publicId;
    });
    return this.view(id);
  }

  async update(id: string, dto: UpdateBrandDto): Promise<BrandView> {
    await this.database.transaction(async () => {
      const known = await this.store.get(id);
      const values = await this.values(dto);
      const { senderDomain } = values;
      if (senderDomain !== undefined && senderDomain !== known.senderDomain)
        await this.refuseSecond(senderDomain);
      await this.oneEach(senderDomain ?? known.senderDomain, () => this.store.update(known.id, values));
    });
    return this.view(id);
  }

  async remove(id: string): Promise<void> {
    await this.store.remove((await this.store.get(id)).id);
  }

  private async values({ logoId, senderDomain, ...rest }: UpdateBrandDto) {
    const logo = logoId === undefined ? undefined : await this.library.store.referredOne('logoId', logoId);
    if (logo && logo.width === null) throw InvalidInput.of('logoId', `"${logo.name}" is no picture`);
    return {
      ...rest,
      ...(logo === undefined ? {} : { logoId: logo?.id ?? null }),
      ...(senderDomain === undefined ? {} : { senderDomain: senderDomain?.toLowerCase() ?? '' }),
    };
  }

  /** Two who make one at once: the later is told as if it had come later. */
  private async oneEach<T>(senderDomain: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isDuplicate(error) ? hasOne(senderDomain) : error;
    }
  }

  private async refuseSecond(senderDomain: string): Promise<void> {
    if (await this.store.findBy({ senderDomain })) throw hasOne(senderDomain);
  }
}

const hasOne = (senderDomain: string) =>
  InvalidInput.of(
    'senderDomain',
    senderDomain
      ? `${senderDomain} has a brand already`
      : 'there is a brand for all others already; change that one',
  );
