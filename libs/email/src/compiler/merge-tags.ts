import { linesOf, mustachesOf } from './mustaches.js';

/** A merge tag of another system, found in a template. */
export interface MergeTag {
  start: number;
  end: number;
  line: number;
  tag: string;
  /** Whose it looks like. */
  system: string;
  /** What it probably means here; undefined when nothing does. */
  means: string | undefined;
}

interface Dialect {
  system: string;
  /** Group 1 is the name. */
  pattern: RegExp;
}

/** By the form of the tag; names are read alike. Every repetition is bounded, so that looking takes time by length. */
const DIALECTS: Dialect[] = [
  { system: 'Mailchimp', pattern: /\*\|([A-Z][\w:]{0,60})\|\*/gi },
  { system: 'Salesforce Marketing Cloud', pattern: /%%([a-z_][\w ]{0,60})%%/gi },
  {
    system: 'Mautic',
    pattern:
      /\{(contactfield=\w{1,60}|(?:unsubscribe|webview|resubscribe|dnc)_(?:url|text)|leadfield=\w{1,60}|signature)(?:\|[^{}]{0,60})?\}/gi,
  },
  { system: 'GetResponse', pattern: /\[\[([a-z][\w ]{0,60})\]\]/gi },
  { system: 'MailerLite', pattern: /\{\$([a-z]\w{0,60})\}/gi },
  {
    system: 'Campaign Monitor',
    pattern: /\[(firstname|lastname|fullname|email)(?:,\s*fallback=[^\]]{0,60})?\]/gi,
  },
  { system: 'Campaign Monitor', pattern: /<\/?(unsubscribe|webversion)>/gi },
  { system: 'Mailgun', pattern: /%recipient\.(\w{1,60})%/gi },
  {
    system: 'ActiveCampaign',
    pattern: /%(FIRSTNAME|LASTNAME|FULLNAME|EMAIL|PHONE|UNSUBSCRIBELINK|WEBCOPY)%/g,
  },
  { system: 'Odoo', pattern: /\$\{object\.([\w.]{1,60})\}/gi },
  { system: 'SuiteCRM', pattern: /\$((?:contact|account|user|lead)_\w{1,60})/g },
];

/** Ways in which people's fields are called, without case and punctuation. */
const FIELDS: [names: RegExp, placeholder: string][] = [
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person|object|partner)?(firstname|fname|first|givenname|prenom|vorname)$/,
    '{{person.firstName}}',
  ],
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person|object|partner)?(lastname|lname|last|surname|familyname|nom|nachname)$/,
    '{{person.lastName}}',
  ],
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person|object|partner)?(name|fullname)$/,
    '{{person.name}}',
  ],
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person|object|partner)?(email|emailaddr|emailaddress|mail|courriel)$/,
    '{{person.emailAddress}}',
  ],
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person)?(phone|phonenumber|mobile|telephone)$/,
    '{{person.phoneNumber}}',
  ],
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person)?(city|town|ville|ort)$/,
    '{{person.addressCity}}',
  ],
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person)?country$/,
    '{{person.addressCountry}}',
  ],
  [
    /^(contactfield|leadfield|contact|lead|subscriber|recipient|person)?(company|account|accountname|organization|organisation|companyname)$|^accountname$/,
    '{{account.name}}',
  ],
  [
    /^(list)?unsub(scribe)?(url|link)?$|^unsubscribetext$|^(manage|update)profile$|^profilecenterurl$|^unsubcenterurl$|^dncurl$/,
    '{optOutUrl}',
  ],
];

/** Words that stand in `{{…}}` of other systems and are none of ours. */
const FOREIGN_MUSTACHE: [pattern: RegExp, system: string][] = [
  [
    /^[-\s]*\.(?:Subscriber|Campaign)\.?|^\s*(?:UnsubscribeURL|MessageURL|TrackView|TrackLink|OptinURL|Date|L\.T|Safe)\b/,
    'listmonk',
  ],
  [/^\s*[\w.]+\s*\|/, 'Klaviyo, Brevo or HubSpot'],
  [
    /^\s*(?:contact|subscriber|person|recipient|object|unsubscribe\w*|first_?name|last_?name|email)\b/i,
    'Brevo, HubSpot or Klaviyo',
  ],
];

/**
 * Merge tags of the best-known other systems in a text, in their order. What Handlebars' own braces hold counts only
 * where `isOurs` says no.
 */
export function mergeTagsOf(source: string, isOurs: (expression: string) => boolean): MergeTag[] {
  const found: Omit<MergeTag, 'line'>[] = [];
  for (const { system, pattern } of DIALECTS)
    for (const match of source.matchAll(pattern))
      found.push({
        start: match.index,
        end: match.index + match[0].length,
        tag: match[0],
        system,
        means: withFallback(meaningOf(match[1]!), fallbackOf(match[0])),
      });
  for (const { start, end } of mustachesOf(source)) {
    const tag = source.slice(start, end);
    const inner = tag.replace(/^\{+|\}+$/g, '');
    if (inner.length > 300 || isOurs(inner)) continue;
    const system = FOREIGN_MUSTACHE.find(([pattern]) => pattern.test(inner))?.[1];
    const means = withFallback(meaningOf(inner), fallbackOf(tag));
    // `person.fristName` is more likely ours, misspelt: whoever checks placeholders knows what was meant.
    const misspelt = means === undefined && /^\s*[\w-]+\.[\w.-]+\s*$/.test(inner);
    if (system && !misspelt) found.push({ start, end, tag, system, means });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const apart = found.filter((one, index) => index === 0 || one.start >= found[index - 1]!.end);
  const lineOf = linesOf(source);
  return apart.map((one) => ({ ...one, line: lineOf(one.start) }));
}

/** What a name means here, by the words that systems share. */
function meaningOf(expression: string): string | undefined {
  const name = expression
    .split('|')[0]!
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
  return FIELDS.find(([names]) => names.test(name))?.[1];
}

/** What a tag says for those of whom nothing is known, in the forms that systems have. */
const FALLBACKS = [
  /\|\s*default:?\s*["']([^"'{}]{1,60})["']/i,
  /\|\s*default:\s*([^"'{}|]{1,60}?)\s*\}/i,
  /,\s*fallback=([^\]"{}]{1,60})\]/i,
  /^\{contactfield=\w+\|([^{}"]{1,60})\}$/i,
];

function fallbackOf(tag: string): string | undefined {
  for (const pattern of FALLBACKS) {
    const found = pattern.exec(tag)?.[1]?.trim();
    if (found) return found;
  }
  return undefined;
}

function withFallback(means: string | undefined, fallback: string | undefined): string | undefined {
  const field = /^\{\{([\w.]+)\}\}$/.exec(means ?? '')?.[1];
  return field && fallback ? `{{default ${field} "${fallback}"}}` : means;
}

/** The text with every tag that means something here in our spelling; and what was done, and what was not. */
export function translateMergeTags(source: string, tags: MergeTag[]) {
  let text = '';
  let end = 0;
  for (const { start, end: stop, means } of tags) {
    if (means === undefined || start < end) continue;
    text += source.slice(end, start) + means;
    end = stop;
  }
  return {
    text: text + source.slice(end),
    translated: tags.filter(({ means }) => means !== undefined),
    unknown: tags.filter(({ means }) => means === undefined),
  };
}
