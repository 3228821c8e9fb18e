import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { contentTypeOf, mediaAddresses, pictureKindOf, MediaContents, mediaUrl } from '@facteur/media';
import { imagesOf, replaceImages } from '../compiler/images.js';
import { type InlinePart, type MimeAttachment, wrapBase64 } from '../mime/mime-message.js';
import type { EmailTemplate } from './email-template.entity.js';
import { TemplateAttachments } from './template-attachments.js';

/** A letter's body with the files that it takes along, encoded once for all recipients. */
export interface LetterFiles {
  body: string;
  inline: InlinePart[];
  attachments: MimeAttachment[];
}

/** Finds the file that the address of an image means; undefined when it means none. */
type Find<T> = (address: string) => T | undefined;

/** What of a template matters for its files. */
type FiledTemplate = Pick<EmailTemplate, 'id' | 'body' | 'isHtml' | 'inlineImages'>;

interface FileWithin {
  name: string;
  contentType: string;
  content: Buffer;
}

/**
 * What becomes of a template's pictures and files on their way: `cid:` with the name of an attachment puts that one
 * within the letter; pictures of the library stay at their address, or go within where the template says so.
 */
@Injectable()
export class TemplateFiles {
  constructor(
    private readonly attachments: TemplateAttachments,
    private readonly contents: MediaContents,
  ) {}

  /** @param siteUrl that of now: addresses of the library are written anew with it. */
  async sent(template: FiledTemplate, siteUrl: string): Promise<LetterFiles> {
    const files = await this.attachments.of(template.id);
    if (!template.isHtml) return { body: template.body, inline: [], attachments: files.map(encoded) };
    const html = await this.onSite(template.body, siteUrl);
    const attached = byCid(files);
    const hosted = template.inlineImages ? await this.hostedIn(html) : () => undefined;
    const parts = new Map<string, InlinePart>();
    const body = replaceImages(html, (address) => {
      const file = attached(address) ?? hosted(address);
      if (!file) return undefined;
      const contentId = contentIdOf(file, siteUrl);
      if (!parts.has(contentId)) parts.set(contentId, { ...encoded(file), contentId });
      return `cid:${contentId}`;
    });
    const within = new Set(imagesOf(html).map(({ address }) => attached(address)));
    return {
      body,
      inline: [...parts.values()],
      attachments: files.filter((file) => !within.has(file)).map(encoded),
    };
  }

  /** The body for a browser, which has no letter to take parts from. */
  async seen(template: FiledTemplate, siteUrl: string): Promise<string> {
    if (!template.isHtml) return template.body;
    const html = await this.onSite(template.body, siteUrl);
    if (!imagesOf(html).some(({ address }) => CID.test(address))) return html;
    const attached = byCid(await this.attachments.of(template.id));
    return replaceImages(html, (address) => {
      const file = attached(address);
      const kind = file && pictureKindOf(Buffer.from(file.content));
      return kind && mediaUrl(siteUrl, file.hash, kind.extension);
    });
  }

  /**
   * The body with the addresses of the library as they are now: a letter stays right when the site moves. Those that
   * there is nothing behind stay as they are; they may be somebody else's.
   */
  async onSite(html: string, siteUrl: string): Promise<string> {
    const matches = [...html.matchAll(mediaAddresses())];
    const known = await this.contents.known(matches.map((match) => hashAndExtension(match).hash));
    return html.replace(mediaAddresses(), (address: string, ...rest: unknown[]) => {
      const { hash, extension } = rest.at(-1) as { hash: string; extension: string };
      return known.has(hash) ? mediaUrl(siteUrl, hash, extension) : address;
    });
  }

  /** Whether the template brings the file along that `cid:…` names. */
  async attached(template: FiledTemplate): Promise<(address: string) => boolean> {
    const find = byCid(await this.attachments.namesOf(template.id));
    return (address) => find(address) !== undefined;
  }

  private async hostedIn(html: string): Promise<Find<FileWithin>> {
    const pictures = imagesOf(html).flatMap(({ address }) => {
      const [match] = address.matchAll(mediaAddresses());
      return match?.[0] === address ? [{ address, ...hashAndExtension(match) }] : [];
    });
    const contents = await this.contents.of(pictures.map(({ hash }) => hash));
    const files = new Map<string, FileWithin>();
    for (const { address, hash, extension } of pictures) {
      const content = contents.get(hash);
      const name = `${hash.slice(0, 12)}.${extension}`;
      if (content) files.set(address, { name, contentType: contentTypeOf(extension), content });
    }
    return (address) => files.get(address);
  }
}

const CID = /^cid:(.+)$/is;

/** By the name of an attachment, as it was uploaded or as an address spells it. */
function byCid<T extends { name: string }>(files: T[]): Find<T> {
  const named = new Map(files.map((file) => [file.name.toLowerCase(), file]));
  return (address) => {
    const name = CID.exec(address)?.[1]?.toLowerCase();
    return name === undefined ? undefined : (named.get(name) ?? named.get(decoded(name)));
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** There is no other like it in the world (RFC 2392), and it is the same in every letter. */
const contentIdOf = ({ content }: FileWithin, siteUrl: string) =>
  `${createHash('sha256').update(content).digest('hex').slice(0, 32)}@${new URL(siteUrl).hostname}`;

const encoded = ({ name, contentType, content }: FileWithin): MimeAttachment => ({
  name,
  contentType,
  encoded: wrapBase64(Buffer.from(content)),
});

const hashAndExtension = ({ groups }: RegExpMatchArray) => groups as { hash: string; extension: string };
