import { Module } from '@nestjs/common';
import { MediaModule } from '@facteur/media';
import { BrandController } from './brand/brand.controller.js';
import { BrandRepository } from './brand/brand.repository.js';
import { BrandService } from './brand/brand.service.js';
import { Brands } from './brand/brands.js';
import { PageFrame } from './frame/page-frame.js';
import { PageTemplates } from './frame/page-templates.js';
import { PageSettings } from './settings/page-settings.js';
import { PageSettingsController } from './settings/page-settings.controller.js';
import { Words } from './words/words.js';
import { WordsController } from './words/words.controller.js';
import { WordsService } from './words/words.service.js';

/** What recipients read that no marketer wrote. */
@Module({
  imports: [MediaModule],
  controllers: [BrandController, PageSettingsController, WordsController],
  providers: [
    BrandRepository,
    BrandService,
    Brands,
    PageFrame,
    PageSettings,
    PageTemplates,
    Words,
    WordsService,
  ],
  exports: [Brands, PageFrame, PageSettings, Words],
})
export class PagesModule {}
