import MarkdownIt from 'markdown-it';

/**
 * Markdown (CommonMark) of a message that somebody wrote for a page of ours. HTML in it is shown as it was typed, and
 * links go to the web or to a mailbox alone; pictures are left out, since the page loads nothing from elsewhere.
 */
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable('image');
markdown.validateLink = (address) => /^(https?:\/\/|mailto:)/i.test(address.trim());
markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  tokens[index]!.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};

export const messageHtml = (message: string): string => markdown.render(message);
