import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { Installation, parseWebAddress } from '@facteur/platform';
import { type BrandFacts, Brands } from '../brand/brands.js';
import { type Wording, Words } from '../words/words.js';
import { colorsOf } from './colors.js';
import { messageHtml } from './message-html.js';
import { type PageName, PageTemplates } from './page-templates.js';

export interface PageReply {
  status(code: number): PageReply;
  header(name: string, value: string): PageReply;
  send(body: unknown): unknown;
}

/** For whom a page is, and in whose name. */
export interface PageReader {
  /** From the dearest on; nulls are passed over. */
  languages: (string | null | undefined)[];
  /** Domain of the sender whose letter led here; null where none did. */
  senderDomain: string | null;
}

export interface PageContent {
  page: PageName;
  /** What the page is called, in the words of its language. */
  title: (wording: Wording) => string;
  values?: Record<string, unknown> | ((wording: Wording) => Record<string, unknown>);
  status?: number;
  /** Addresses that its form may lead to besides this site. */
  /** Forms on it say on which page they were; links to other sites do not. */
  tellsItself?: boolean;
  goesTo?: (string | null | undefined)[];
}

/**
 * The pages that recipients see: in their language and the sender's name. No script, nothing from elsewhere, never cached
 * or indexed.
 */
@Injectable()
export class PageFrame {
  constructor(
    private readonly words: Words,
    private readonly brands: Brands,
    private readonly templates: PageTemplates,
    private readonly installation: Installation,
  ) {}

  async show(reply: PageReply, reader: PageReader, content: PageContent): Promise<void> {
    const wording = await this.words.in(reader.languages);
    const brand = await this.brands.of(reader.senderDomain);
    const siteUrl = await this.installation.siteUrl();
    const scope = { wording, ...brandScope(brand, wording) };
    const values = typeof content.values === 'function' ? content.values(wording) : content.values;
    const body = this.templates.render(content.page, { ...scope, ...values });
    const html = this.templates.render('layout', {
      ...scope,
      language: wording.language,
      direction: wording.direction,
      title: content.title(wording),
      content: new Handlebars.SafeString(body),
    });
    // Browsers hold redirects after a form against form-action as well.
    const goesTo = (content.goesTo ?? []).map(originOf).join('');
    void reply
      .status(content.status ?? 200)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-language', wording.language)
      .header('cache-control', 'no-store, private')
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:${originOf(siteUrl)}; form-action 'self'${goesTo}; frame-ancestors 'none'; base-uri 'none'`,
      )
      .header('referrer-policy', content.tellsItself ? 'same-origin' : 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .header('x-robots-tag', 'noindex, nofollow')
      .send(html);
  }

  /** A message that somebody wrote (Markdown), for a template to show as it is. */
  async message(text: string): Promise<Handlebars.SafeString> {
    return new Handlebars.SafeString(messageHtml(text, await this.installation.siteUrl()));
  }
}

function brandScope(brand: BrandFacts, { say }: Wording) {
  return {
    brand,
    sender: brand.name ?? say('sender.unnamed'),
    colors: colorsOf(brand),
    icon: brand.logo?.url ?? iconOf(brand),
    supportMail: brand.supportAddress && mailto(brand.supportAddress),
    postalLines: brand.postalAddress?.split(/\r?\n/).filter((line) => line.trim()) ?? [],
  };
}

/** RFC 6068: what would begin a header or another address is encoded. */
function mailto(address: string): string {
  const at = address.lastIndexOf('@');
  return `${encodeURIComponent(address.slice(0, at))}${address.slice(at)}`;
}

/** A square of the brand's colour with its first letter, for those without a logo. */
function iconOf({ name, accentColor }: BrandFacts): string {
  const letter = Handlebars.escapeExpression([...(name ?? '').trim()][0]?.toUpperCase() ?? '');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="${accentColor}"/><text x="16" y="23" font-size="20" font-family="sans-serif" text-anchor="middle" fill="${colorsOf({ accentColor, backgroundColor: accentColor }).onAccent}">${letter}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** For the policy of a page; nothing for an address that is none. */
function originOf(address: string | null | undefined): string {
  const url = address ? parseWebAddress(address) : undefined;
  return url ? ` ${url.origin}` : '';
}
