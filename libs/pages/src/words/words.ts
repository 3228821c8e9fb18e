import { Injectable } from '@nestjs/common';
import { canonicalLanguage, directionOf, SettingsStore, widened } from '@facteur/platform';
import { PageSettings } from '../settings/page-settings.js';
import { type Catalogue, ENGLISH, type WordKey } from './catalogue.js';
import { CATALOGUES } from './languages/index.js';

/** What an admin wrote, by language. */
export type OwnWords = Record<string, Partial<Catalogue>>;

/** The fixed texts in one language. */
export interface Wording {
  /** BCP 47. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** @param values what stands for `{name}`; as they are, so that whoever shows them escapes all of it. */
  say(key: WordKey, values?: Record<string, string>): string;
}

const SETTING = 'words';

/** The fixed texts that recipients read: what an admin wrote, else what comes along. */
@Injectable()
export class Words {
  constructor(
    private readonly settings: SettingsStore,
    private readonly pages: PageSettings,
  ) {}

  /**
   * In the first of these languages that there are words in, else in that of the settings.
   *
   * @param wanted the letter's, the record's, the browser's; nulls are passed over.
   */
  async in(wanted: readonly (string | null | undefined)[]): Promise<Wording> {
    return (await this.speaker())(wanted);
  }

  /** The same for many, as the words are now. */
  async speaker(): Promise<(wanted: readonly (string | null | undefined)[]) => Wording> {
    const own = await this.own();
    const { language } = await this.pages.read();
    return (wanted) => {
      for (const one of [...wanted, language]) {
        const canonical = one ? canonicalLanguage(one) : undefined;
        if (canonical && widened(canonical).some((name) => own[name] || CATALOGUES[name]))
          return wordingOf(canonical, own);
      }
      return wordingOf('en', own);
    };
  }

  own(): Promise<OwnWords> {
    return this.settings.read<OwnWords>(SETTING) as Promise<OwnWords>;
  }

  /** Puts an admin's words in the place of those of a language; none takes back all that were written. */
  async write(language: string, words: Partial<Catalogue>): Promise<void> {
    await this.settings.merge(SETTING, { [language]: Object.keys(words).length ? words : undefined });
  }
}

/** From the nearest to the widest: own `pt-BR`, `pt-BR`, own `pt`, `pt`, own English, English. */
export function wordingOf(language: string, own: OwnWords): Wording {
  const sources = [...widened(language), 'en'].flatMap((name) => [own[name], CATALOGUES[name]]);
  return {
    language,
    direction: directionOf(language),
    say: (key, values = {}) => {
      const text = sources.find((source) => source?.[key] !== undefined)?.[key] ?? ENGLISH[key];
      return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
    },
  };
}
