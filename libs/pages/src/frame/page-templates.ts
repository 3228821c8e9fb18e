import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { templatesFolder } from '@facteur/templates';
import Handlebars from 'handlebars';
import type { WordKey } from '../words/catalogue.js';
import type { Wording } from '../words/words.js';

/** Pages, each with a file of its name. */
export const PAGE_NAMES = [
  'layout',
  'message',
  'not-found',
  'subscription',
  'test',
  'form',
  'confirm',
  'preferences',
  'address',
  'gone',
  'archive',
] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** Where a host's own templates of pages lie; provided by whoever mounts the pages. */
export class PageOptions {
  /** A folder; a file in it called like one of ours, `layout.hbs` for one, takes its place. */
  templates?: string | undefined;
}

/** What every template may use besides its own values. */
export interface PageScope {
  wording: Wording;
}

const OURS = join(templatesFolder, 'pages');

/** The templates of pages, compiled once. They say what is said in words by `{{say "key" name=value}}`. */
@Injectable()
export class PageTemplates {
  private readonly handlebars = Handlebars.create();
  private readonly compiled = new Map<PageName, Handlebars.TemplateDelegate>();

  constructor({ templates }: PageOptions) {
    this.handlebars.registerHelper('say', (key: WordKey, { hash, data }: Handlebars.HelperOptions) =>
      (data as { root: PageScope }).root.wording.say(key, hash as Record<string, string>),
    );
    this.handlebars.registerHelper('same', (a: unknown, b: unknown) => a === b);
    for (const name of PAGE_NAMES) {
      const own = templates && join(templates, `${name}.hbs`);
      const file = own && existsSync(own) ? own : join(OURS, `${name}.hbs`);
      this.compiled.set(name, this.handlebars.compile(readFileSync(file, 'utf8'), { strict: false }));
    }
  }

  render(name: PageName, scope: PageScope & Record<string, unknown>): string {
    return this.compiled.get(name)!(scope);
  }
}
