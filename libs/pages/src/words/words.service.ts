import { Injectable } from '@nestjs/common';
import { canonicalLanguage, directionOf, InvalidInput, widened, insistOn } from '@facteur/platform';
import { ENGLISH, type WordKey } from './catalogue.js';
import { CATALOGUES } from './languages/index.js';
import { type OwnTextDto, WORD_KEYS, type LanguageView, type WordsView } from './words.dto.js';
import { type OwnWords, wordingOf, Words } from './words.js';

/** Words are read and written by people who need not know which of them come along. */
@Injectable()
export class WordsService {
  constructor(private readonly words: Words) {}

  async languages(): Promise<LanguageView[]> {
    const own = await this.words.own();
    const all = new Set([...Object.keys(CATALOGUES), ...Object.keys(own).filter((name) => own[name])]);
    return [...all].sort().map((language) => describe(language, own));
  }

  /** @throws InvalidInput for what is no language. */
  async view(text: string): Promise<WordsView> {
    const language = languageOf(text);
    const own = await this.words.own();
    const { say } = wordingOf(language, own);
    const standard = standardOf(language);
    return {
      ...describe(language, own),
      texts: WORD_KEYS.map((key) => ({
        key,
        text: say(key),
        standard: standard?.[key] ?? null,
        english: ENGLISH[key],
      })),
    };
  }

  /** @throws InvalidInput naming a text that speaks of what there is none of. */
  async write(text: string, texts: OwnTextDto[]): Promise<WordsView> {
    const language = languageOf(text);
    for (const [index, one] of texts.entries()) refuseUnknown(index, one);
    // They stand beside a link with which somebody signs in.
    if (texts.some(({ key }) => key.startsWith('signIn.'))) insistOn('team:change');
    await this.words.change(language, (words) => {
      for (const { key, text: written } of texts) {
        const own = written?.trim();
        if (own) words[key] = own;
        else delete words[key];
      }
    });
    return this.view(language);
  }
}

function languageOf(text: string): string {
  const language = text.length <= 35 ? canonicalLanguage(text) : undefined;
  if (!language) throw InvalidInput.of('language', 'must be a language such as fr or pt-BR');
  return language;
}

function describe(language: string, own: OwnWords): LanguageView {
  const sources = widened(language).flatMap((name) => [own[name], CATALOGUES[name]]);
  return {
    language,
    direction: directionOf(language),
    builtIn: language in CATALOGUES,
    own: Object.keys(own[language] ?? {}).length,
    missing: WORD_KEYS.filter((key) => !sources.some((source) => source?.[key] !== undefined)).length,
  };
}

const standardOf = (language: string) =>
  widened(language)
    .map((name) => CATALOGUES[name])
    .find(Boolean);

const PLACE = /\{(\w+)\}/g;

function refuseUnknown(index: number, { key, text }: OwnTextDto): void {
  const known = placesOf(key);
  const unknown = [...(text ?? '').matchAll(PLACE)]
    .map(([place]) => place)
    .find((place) => !known.has(place));
  if (unknown)
    throw InvalidInput.of(
      `texts.${index}.text`,
      `${unknown} is filled in by nothing here${known.size ? `; there is ${[...known].join(', ')}` : ''}`,
    );
}

const placesOf = (key: WordKey) => new Set([...ENGLISH[key].matchAll(PLACE)].map(([place]) => place));
