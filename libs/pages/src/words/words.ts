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
        // Numbers and calendars of an extension (fr-u-ca-buddhist) are nothing that words are in.
        const language = canonical && new Intl.Locale(canonical).baseName;
        if (language && widened(language).some((name) => own[name] || CATALOGUES[name]))
          return wordingOf(language, own);
      }
      return wordingOf('en', own);
    };
  }

  own(): Promise<OwnWords> {
    return this.settings.read<OwnWords>(SETTING) as Promise<OwnWords>;
  }

  /** Lets an admin's words of a language be changed, by nobody else meanwhile; none is the end of one of their own. */
  async change(language: string, change: (words: Partial<Catalogue>) => void): Promise<void> {
    await this.settings.change(SETTING, (stored) => {
      const words = { ...(stored as OwnWords)[language] };
      change(words);
      return { ...stored, [language]: Object.keys(words).length ? words : undefined };
    });
  }
}

/** From the nearest to the widest: own `pt-BR`, `pt-BR`, own `pt`, `pt`, own English, English. */
export function wordingOf(language: string, own: OwnWords): Wording {
  const sources = [...widened(language), 'en'].flatMap((name) => [own[name], CATALOGUES[name]]);
  return {
    language,
    direction: directionOf(widened(language).find((name) => own[name] ?? CATALOGUES[name]) ?? language),
    say: (key, values = {}) => {
      const text = sources.find((source) => source?.[key] !== undefined)?.[key] ?? ENGLISH[key];
      return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
    },
  };
}
