import { Injectable } from '@nestjs/common';
import { Words } from '@facteur/pages';
import { type LinkWords, linkWords } from '../compiler/link-words.js';

/** The words of a letter's own links, in the letter's language, else in that of whoever gets it. */
@Injectable()
export class LinkWordings {
  constructor(private readonly words: Words) {}

  /** @returns what answers for a record's language, without asking anybody: it is called for every recipient. */
  async of(letter: string | null): Promise<(language: string | null | undefined) => LinkWords> {
    const ofLetter = letter === null ? undefined : linkWords(await this.words.in([letter]));
    if (ofLetter) return () => ofLetter;
    const speak = await this.words.speaker();
    const known = new Map<string, LinkWords>();
    return (language) => {
      const key = language ?? '';
      const words = known.get(key) ?? linkWords(speak([language]));
      // As many as there are languages, whatever records say.
      if (known.size < 500) known.set(key, words);
      return words;
    };
  }
}
