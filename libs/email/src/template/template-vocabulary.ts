import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry } from '@facteur/audience';
import type { Vocabulary } from '../compiler/template-program.js';
import { BRAND_FIELDS } from './brand-scope.js';

/** The words that a template may use: what the record types bring, and who speaks. */
@Injectable()
export class TemplateVocabulary {
  constructor(private readonly sources: RecordSourceRegistry) {}

  of(): Vocabulary {
    return new Map([...this.sources.placeholders(), ['brand', new Set<string>(BRAND_FIELDS)]]);
  }
}
