const PATHS = { click: 't/c', open: 't/o', optOut: 'u', confirm: 'f/confirm', preferences: 'p', online: 'v' };

export type LinkKind = keyof typeof PATHS;

/** Links that Facteur put into a message, in the order in which they stand there. */
export function linksIn(text: string, kind: LinkKind): string[] {
  return text.match(new RegExp(`https://crm\\.example\\.com/${PATHS[kind]}/\\w+`, 'g')) ?? [];
}

/** The same but for its last character, which is that of no link that was signed. */
export const altered = (link: string): string => `${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`;
