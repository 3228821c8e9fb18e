import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry } from '@facteur/audience';
import { LINK_NAMES } from '../compiler/letter-links.js';
import { type MergeTag, translateMergeTags } from '../compiler/merge-tags.js';
import { tagsOf } from '../compiler/template-program.js';
import type { TranslateTemplateDto } from './email-template.dto.js';
import { TemplateVocabulary } from './template-vocabulary.js';
import type {
  MergeTagView,
  PlaceholdersView,
  TranslatedTemplateView,
  VocabularyView,
} from './email-template.view.js';

const LINKS = [...LINK_NAMES, 'trackingUrl:ID'];
const HELPERS = [
  '{{default person.firstName "there"}}',
  '{{date person.createdAt "fr"}}',
  '{{plural 2 "order" "orders"}}',
  '{{#if person.firstName}}…{{else}}…{{/if}}',
];

/** What a template may say, and how other systems say it. */
@Injectable()
export class TemplateWords {
  constructor(
    private readonly vocabulary: TemplateVocabulary,
    private readonly sources: RecordSourceRegistry,
  ) {}

  /** Everything that a template may say, as it is typed. */
  placeholders(): PlaceholdersView {
    return {
      links: LINKS.map((name) => `{${name}}`),
      fields: [...this.vocabulary.of()].flatMap(([scope, fields]) =>
        [...fields].map((field) => `{{${scope}.${field}}}`),
      ),
      helpers: HELPERS,
    };
  }

  /** The same word by word, with the record types that have each. */
  vocabularyList(): VocabularyView[] {
    const sources = this.sources.all();
    return [
      ...[...this.vocabulary.of()].flatMap(([group, fields]) =>
        [...fields].map((name) => ({
          ...{ insert: `{{${group}.${name}}}`, group, name },
          targetTypes: sources
            .filter(({ placeholders }) => placeholders[group]?.includes(name))
            .map(({ targetType }) => targetType),
        })),
      ),
      ...LINK_NAMES.map((name) => ({ insert: `{${name}}`, group: 'links', name, targetTypes: [] })),
      ...HELPERS.map((insert) => ({
        ...{ insert, group: 'helpers', name: insert.replace(/[{}#]/g, '').split(' ')[0]! },
        targetTypes: [],
      })),
    ];
  }

  /**
   * Merge tags of other systems, written in our spelling where something here means the same.
   *
   * @returns the texts, what was translated, and what is left for a person.
   */
  translate({ subject, body, textBody }: TranslateTemplateDto): TranslatedTemplateView {
    const vocabulary = this.vocabulary.of();
    const translated: MergeTagView[] = [];
    const unknown: MergeTagView[] = [];
    const textOf = (part: string, source: string): string => {
      const done = translateMergeTags(source, tagsOf(source, vocabulary));
      const view = ({ line, tag, system, means }: MergeTag): MergeTagView => ({
        part,
        line,
        tag,
        system,
        means: means ?? null,
      });
      translated.push(...done.translated.map(view));
      unknown.push(...done.unknown.map(view));
      return done.text;
    };
    return {
      subject: textOf('subject', subject ?? ''),
      body: textOf('body', body ?? ''),
      ...(textBody == null ? {} : { textBody: textOf('textBody', textBody) }),
      translated,
      unknown,
    };
  }
}
