import { mediaAddresses, mediaUrl } from '@facteur/media';
import MarkdownIt from 'markdown-it';

/**
 * Markdown (CommonMark) of a message that somebody wrote for a page of ours. HTML in it is shown as it was typed, links
 * go to the web or to a mailbox alone, and pictures are those of the library, since the page loads nothing from elsewhere.
 */
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true });
markdown.validateLink = (address) => /^(https?:\/\/|mailto:|\/m\/)/i.test(address.trim());
markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  tokens[index]!.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};
markdown.renderer.rules['image'] = (tokens, index, _options, env) => {
  const { siteUrl } = env as unknown as { siteUrl: string };
  const token = tokens[index]!;
  const alt = markdown.utils.escapeHtml(token.content);
  const address = String(token.attrGet('src') ?? '');
  const [match] = address.matchAll(mediaAddresses());
  if (match?.[0] !== address) return alt;
  const { hash, extension } = match.groups as { hash: string; extension: string };
  return `<img src="${markdown.utils.escapeHtml(mediaUrl(siteUrl, hash, extension))}" alt="${alt}">`;
};

export const messageHtml = (message: string, siteUrl: string): string =>
  markdown.render(message, { siteUrl });
