/**
 * The spellings of placeholders that people bring along, translated to Handlebars:
 *
 *   {Person.firstName}  {optOutUrl}  {optOutLink}  {trackingUrl:ID}  {optInUrl}  {optInLink}
 *   <optOutUrl>  <trackingUrl:ID>     also as &lt;...&gt; and %7B...%7D, the way editors rewrite them
 *
 * Handlebars' own `{{...}}` is left as it is. Line breaks are kept, so lines of errors stay right.
 */
export interface Fault {
  /** From 1. */
  line: number;
  name: string;
  reason: string;
}

export interface Translation {
  handlebars: string;
  faults: Fault[];
}

const SPECIAL = /^(optOutUrl|optOutLink|optInUrl|optInLink)$/i;
const SPELLINGS = ['optOutUrl', 'optOutLink', 'optInUrl', 'optInLink'];
const TRACKING = /^trackingUrl(?::|%3A)([\w-]{1,64})$/i;
const FIELD = /^([A-Za-z][A-Za-z0-9]*)\.([A-Za-z][A-Za-z0-9]*)$/;

/** Parts that are no prose: their braces belong to CSS and scripts. */
const OPAQUE = /<style\b[^>]*>[\s\S]*?<\/style\s*>|<script\b[^>]*>[\s\S]*?<\/script\s*>|<!--[\s\S]*?-->/gi;

const TOKEN = new RegExp(
  [
    /\\?\{\{[\s\S]*?\}\}+/, // Handlebars
    /\{([A-Za-z][\w]*(?:[.:][\w.-]*)?)\}/, // {name} {Scope.field} {trackingUrl:ID}
    /%7B([A-Za-z]\w*(?:(?::|%3A|\.)[\w-]+)?)%7D/, // the same, encoded in a URL
    /(?:<|&lt;)(optOutUrl|optOutLink|optInUrl|optInLink|trackingUrl:[\w-]*)\s*\/?(?:>|&gt;)/, // <name>
    /(?:<|&lt;)\/(?:optOutUrl|optOutLink|optInUrl|optInLink|trackingUrl:[\w-]*)(?:>|&gt;)/, // the end tag that editors add
  ]
    .map((part) => part.source)
    .join('|'),
  'gi',
);

export function translatePlaceholders(source: string, isHtml: boolean): Translation {
  const faults: Fault[] = [];
  const translatePart = (part: string, offset: number) =>
    part.replace(
      TOKEN,
      (match: string, braced?: string, encoded?: string, angled?: string, ...rest: unknown[]) => {
        if (match.startsWith('{{') || match.startsWith('\\')) return match;
        const name = braced ?? encoded ?? angled;
        if (name === undefined) return '';
        const handlebars = toHandlebars(name);
        if (handlebars !== undefined) return handlebars;
        const at = offset + (rest.find((value) => typeof value === 'number') as number);
        faults.push({ line: lineAt(source, at), name: match, reason: 'is not a placeholder' });
        return match;
      },
    );
  if (!isHtml) return { handlebars: translatePart(source, 0), faults };
  let handlebars = '';
  let end = 0;
  for (const opaque of source.matchAll(OPAQUE)) {
    handlebars += translatePart(source.slice(end, opaque.index), end) + opaque[0];
    end = opaque.index + opaque[0].length;
  }
  return { handlebars: handlebars + translatePart(source.slice(end), end), faults };
}

function toHandlebars(name: string): string | undefined {
  const special = SPECIAL.exec(name);
  if (special) return `{{${SPELLINGS.find((one) => one.toLowerCase() === special[1]!.toLowerCase())}}}`;
  const tracking = TRACKING.exec(name);
  if (tracking) return `{{trackingUrl "${tracking[1]}"}}`;
  const field = FIELD.exec(name);
  if (field) return `{{${field[1]![0]!.toLowerCase()}${field[1]!.slice(1)}.${field[2]}}}`;
  return undefined;
}

export function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) if (source.charCodeAt(i) === 10) line++;
  return line;
}
