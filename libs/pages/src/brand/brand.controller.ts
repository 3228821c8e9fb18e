import { Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
  viewOf,
} from '@facteur/platform';
import { BRANDS } from './brand-sql.js';
import { CreateBrandDto, UpdateBrandDto } from './brand.dto.js';
import { BrandService } from './brand.service.js';

export class BrandView extends viewOf(BRANDS) {}

@ApiController('brands', { row: 'brand', see: 'figures:see', change: 'settings:change' })
export class BrandController {
  constructor(private readonly brands: BrandService) {}

  @Get()
  @AnswersPage(BrandView, 'Who speaks on pages and in letters: one for all senders, others by their domain')
  list(@InCollection(BRANDS) query: CollectionQuery): Promise<Page<BrandView>> {
    return this.brands.list(query);
  }

  @Get(':id')
  @Answers(BrandView, 'A brand')
  get(@Param('id') id: string): Promise<BrandView> {
    return this.brands.view(id);
  }

  @Post()
  @AnswersCreated(BrandView, 'Makes one; a domain has one, and so has the rest')
  create(@Body() dto: CreateBrandDto): Promise<BrandView> {
    return this.brands.create(dto);
  }

  @Patch(':id')
  @Answers(BrandView, 'Changes it; pages show it at once, letters from the next batch on')
  update(@Param('id') id: string, @Body() dto: UpdateBrandDto): Promise<BrandView> {
    return this.brands.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Deletes it')
  remove(@Param('id') id: string): Promise<void> {
    return this.brands.remove(id);
  }
}
