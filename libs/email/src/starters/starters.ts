import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Injectable } from '@nestjs/common';
import { MediaLibrary, readPicture } from '@facteur/media';
import { NotFound } from '@facteur/platform';
import { templatesFolder } from '@facteur/templates';
import type { SlotValue } from '../slots/slots.js';

const FOLDER = pathToFileURL(join(templatesFolder, 'starters/'));

type ByLanguage = Record<string, string>;

/** A letter to begin with: MJML with marked places, and what it says in several languages. */
interface StarterFile {
  order: number;
  name: ByLanguage;
  about: ByLanguage;
  subject: ByLanguage;
  preheader: ByLanguage;
  /** What stands in its places in another language than that of the MJML. */
  texts: Record<string, Record<string, SlotValue>>;
}

export interface Starter {
  id: string;
  names: ByLanguage;
  abouts: ByLanguage;
}

/** What a letter that begins with a starter consists of. */
export interface StartedLetter {
  subject: string;
  preheader: string | null;
  mjml: string;
  slots: Record<string, SlotValue>;
}

/** Letters to begin with, as they lie in `templates/starters/`. */
@Injectable()
export class Starters {
  private readonly files = readAll();

  constructor(private readonly library: MediaLibrary) {}

  all(): Starter[] {
    return [...this.files]
      .sort(([, a], [, b]) => a.order - b.order)
      .map(([id, { name, about }]) => ({ id, names: name, abouts: about }));
  }

  /** @throws NotFound */
  name(id: string, language: string): string {
    return inLanguage(this.file(id).name, language);
  }

  /** How it looks: a picture, or nothing where none was made. @throws NotFound */
  picture(id: string): Buffer | undefined {
    this.file(id);
    const path = new URL(`${id}.png`, FOLDER);
    return existsSync(path) ? readFileSync(path) : undefined;
  }

  /** Its letter in a language; its pictures go into the library. @throws NotFound */
  async letter(id: string, language: string): Promise<StartedLetter> {
    const { subject, preheader, texts } = this.file(id);
    const mjml = readFileSync(new URL(`${id}.mjml`, FOLDER), 'utf8');
    return {
      subject: inLanguage(subject, language),
      preheader: inLanguage(preheader, language) || null,
      mjml: await this.withPictures(mjml),
      slots: texts[language] ?? {},
    };
  }

  private async withPictures(mjml: string): Promise<string> {
    const names = new Set([...mjml.matchAll(/"starter:([\w.-]+)"/g)].map(([, name]) => name!));
    let result = mjml;
    for (const name of names) {
      const picture = await readPicture(readFileSync(new URL(`pictures/${name}`, FOLDER)));
      const { url } = await this.library.keepOnce(picture, name);
      result = result.replaceAll(`"starter:${name}"`, `"${url}"`);
    }
    return result;
  }

  private file(id: string): StarterFile {
    const file = this.files.get(id);
    if (!file) throw new NotFound('starter', id);
    return file;
  }
}

const inLanguage = (texts: ByLanguage, language: string) => texts[language] ?? texts['en'] ?? '';

function readAll(): Map<string, StarterFile> {
  const folder = fileURLToPath(FOLDER);
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [
        name.slice(0, -5),
        JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as StarterFile,
      ]),
  );
}
