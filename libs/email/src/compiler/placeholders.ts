import { scanHtml } from './html-scan.js';
import { LINK_NAMES } from './letter-links.js';
import { linesOf, mustachesOf, type Range } from './mustaches.js';

/**
 * The spellings of placeholders that people bring along, translated to Handlebars:
 *
 *   {Person.firstName}  {optOutUrl}  {optOutLink}  {trackingUrl:ID}  and the other links, see letter-links
 *   <optOutUrl>  <trackingUrl:ID>     also as &lt;...&gt; and %7B...%7D, the way editors rewrite them
 *
 * They hold wherever Handlebars' own `{{...}}` do, which is everywhere: in styles, scripts and comments too, but there
 * a brace that says nothing known is nobody's mistake. `{{...}}` is left as it is. Line breaks are kept, so lines of
 * errors stay right.
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

/** Nobody reads more of them. */
const MOST_FAULTS = 100;

const NAMES = LINK_NAMES.join('|');
const SPECIAL = new RegExp(`^(${NAMES})$`, 'i');
const TRACKING = /^trackingUrl(?::|%3A)([\w-]{1,64})$/i;
const FIELD = /^([A-Za-z][A-Za-z0-9]*)\.([A-Za-z][A-Za-z0-9]*)$/;

const TOKEN = new RegExp(
  [
    /\{([A-Za-z]\w{0,100}(?:[.:][\w.-]{0,100})?)\}/, // {name} {Scope.field} {trackingUrl:ID}
    /%7B([A-Za-z]\w{0,100}(?:(?::|%3A|\.)[\w-]{1,100})?)%7D/, // the same, encoded in a URL
    new RegExp(`(?:<|&lt;)(${NAMES}|trackingUrl:[\\w-]{0,100})\\s{0,10}\\/?(?:>|&gt;)`), // <name>
    new RegExp(`(?:<|&lt;)\\/(?:${NAMES}|trackingUrl:[\\w-]{0,100})(?:>|&gt;)`), // the end tag that editors add
  ]
    .map((part) => part.source)
    .join('|'),
  'gi',
);

/** @param knows whether a scope has a field; within styles and the like only what is known is a placeholder. */
export function translatePlaceholders(
  source: string,
  isHtml: boolean,
  knows: (scope: string, field: string) => boolean = () => true,
): Translation {
  const faults: Fault[] = [];
  const lineOf = linesOf(source);
  const translate = (part: string, offset: number, prose: boolean) =>
    part.replace(TOKEN, (match: string, ...rest: unknown[]) => {
      const name = rest.slice(0, 3).find((group) => group !== undefined) as string | undefined;
      if (name === undefined) return '';
      const handlebars = toHandlebars(name);
      const field = FIELD.exec(name);
      const known = !field || knows(lowerFirst(field[1]!), field[2]!);
      if (handlebars !== undefined && (prose || known)) return handlebars;
      if (!prose) return match;
      const at = offset + (rest.find((value) => typeof value === 'number') as number);
      if (faults.length < MOST_FAULTS)
        faults.push({ line: lineOf(at), name: match, reason: 'is not a placeholder' });
      return match;
    });
  const opaque = isHtml ? scanHtml(source).opaque : [];
  let handlebars = '';
  for (const { range, kind } of partsOf(source, mustachesOf(source), opaque)) {
    const part = source.slice(range.start, range.end);
    handlebars += kind === 'mustache' ? part : translate(part, range.start, kind === 'prose');
  }
  return { handlebars, faults };
}

/** The whole text in parts: `{{…}}`, what is no prose, and the rest. */
function partsOf(source: string, mustaches: Range[], opaque: Range[]) {
  const parts: { range: Range; kind: 'mustache' | 'opaque' | 'prose' }[] = [];
  let next = 0;
  const plain = (start: number, end: number) => {
    while (start < end) {
      while (opaque[next] && opaque[next]!.end <= start) next += 1;
      const part = opaque[next];
      const within = part !== undefined && part.start <= start;
      const stop = part === undefined ? end : Math.min(end, within ? part.end : part.start);
      parts.push({ range: { start, end: stop }, kind: within ? 'opaque' : 'prose' });
      start = stop;
    }
  };
  let end = 0;
  for (const range of mustaches) {
    plain(end, range.start);
    parts.push({ range, kind: 'mustache' });
    end = range.end;
  }
  plain(end, source.length);
  return parts;
}

const lowerFirst = (text: string) => `${text[0]!.toLowerCase()}${text.slice(1)}`;

function toHandlebars(name: string): string | undefined {
  const special = SPECIAL.exec(name);
  if (special) return `{{${LINK_NAMES.find((one) => one.toLowerCase() === special[1]!.toLowerCase())}}}`;
  const tracking = TRACKING.exec(name);
  if (tracking) return `{{trackingUrl "${tracking[1]}"}}`;
  const field = FIELD.exec(name);
  if (field) return `{{${lowerFirst(field[1]!)}.${field[2]}}}`;
  return undefined;
}
