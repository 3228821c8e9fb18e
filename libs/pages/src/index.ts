export { Brand } from './brand/brand.entity.js';
export { type BrandFacts, Brands } from './brand/brands.js';
export { type PageContent, PageFrame, type PageReader, type PageReply } from './frame/page-frame.js';
export { PageOptions } from './frame/page-templates.js';
export { PagesModule } from './pages.module.js';
export { type PageRules, PageSettings } from './settings/page-settings.js';
export type { WordKey } from './words/catalogue.js';
export { type Wording, Words } from './words/words.js';
