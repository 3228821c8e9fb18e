import {
  compileProgram,
  parseTemplate,
  type ParsedTemplate,
  type RenderContext,
  type Vocabulary,
} from './template-program.js';
import { type Segments, segmentsOf } from './segments.js';
import { tooDeepAt } from './html-scan.js';
import { encodeAddressParts, webLinksOf } from './links.js';
import { lineAt } from './mustaches.js';
import { translatePlaceholders, type Fault } from './placeholders.js';
import { inlineStyles } from '../html/inline-styles.js';
import { withRoot } from '../html/letter-root.js';
import { withPreheader } from '../html/preheader.js';
import { textFromHtml } from './text-from-html.js';

/** A template as a person wrote it. */
export interface TemplateSource {
  subject: string;
  body: string;
  isHtml: boolean;
  /** Written by hand; made from the HTML when absent. */
  textBody: string | null;
  /** Words for the line that lists show behind the subject. */
  preheader?: string | null;
  /** Of the whole letter (BCP 47). */
  language?: string | null;
  /** Rules of `<style>` are written to the elements as well; so they are when absent. */
  inlineCss?: boolean;
}

export interface CompileOptions {
  vocabulary: Vocabulary;
  /** Added at the end when the body has no way to opt out. */
  appendOptOut: boolean;
  /** Added at the end of a confirmation that has no link to confirm by. */
  appendOptIn?: boolean;
  openTracking: boolean;
  /** Address -> public id of its tracking URL; each http(s) link of the HTML with such an address becomes tracked. */
  trackedLinks: Map<string, string>;
}

export interface RenderedMessage {
  subject: string;
  html: string | undefined;
  text: string;
}

/** One compiled message: subject, HTML and text as programs. */
export interface MessageTemplate {
  render(context: RenderContext): RenderedMessage;
  /** Of the message alone, for whoever makes the rest of {@link segments}. */
  subject(context: RenderContext): string;
  /** The parts in pieces, for those who make thousands. */
  segments(): { html: Segments | undefined; text: Segments };
  /** `scope.field` that a recipient may have nothing for. */
  fields: Set<string>;
}

export interface TemplateFault extends Fault {
  /** subject, body or textBody */
  part: string;
}

/** Everything that is wrong with a template, and what it refers to. */
export function checkTemplate(source: TemplateSource, vocabulary: Vocabulary) {
  const parts: [string, ParsedTemplate][] = [
    ['subject', parseTemplate(source.subject, false, vocabulary)],
    ['body', parseTemplate(source.body, source.isHtml, vocabulary)],
    ...(source.preheader
      ? [['preheader', parseTemplate(source.preheader, false, vocabulary)] as [string, ParsedTemplate]]
      : []),
    ...(source.isHtml && source.textBody
      ? [['textBody', parseTemplate(source.textBody, false, vocabulary)] as [string, ParsedTemplate]]
      : []),
  ];
  const faults: TemplateFault[] = parts.flatMap(([part, parsed]) =>
    parsed.faults.map((fault) => ({ part, ...fault })),
  );
  const deep = source.isHtml ? tooDeepAt(source.body) : undefined;
  if (deep !== undefined)
    faults.push({
      part: 'body',
      line: lineAt(source.body, deep),
      name: '<…>',
      reason: 'elements are nested more than 200 deep',
    });
  const trackingUrls = parts.flatMap(([part, parsed]) =>
    [...parsed.trackingUrlIds].map(([id, line]) => ({ part, id, line })),
  );
  return {
    faults,
    trackingUrls,
    links: new Set(parts.flatMap(([, parsed]) => [...parsed.links])),
    linksInBody: parts.find(([part]) => part === 'body')![1].links,
    mergeTags: parts.flatMap(([part, { mergeTags }]) => mergeTags.map((tag) => ({ part, ...tag }))),
    fields: new Set(parts.flatMap(([, parsed]) => [...parsed.fields])),
  };
}

/** Addresses of the web links of an HTML body, each once, as tracking URLs keep them. */
export function linksOf(body: string): string[] {
  return [...new Set(webLinksOf(translatePlaceholders(body, true).handlebars).map(({ address }) => address))];
}

/** @throws Error with the first fault; templates are checked when they are saved, so that should not happen. */
export function compileMessage(source: TemplateSource, options: CompileOptions): MessageTemplate {
  const { vocabulary } = options;
  const check = checkTemplate(source, vocabulary);
  const [fault] = check.faults;
  if (fault) throw new Error(`${fault.part}, line ${fault.line}: ${fault.name} ${fault.reason}`);
  const appendOptOut = options.appendOptOut && !check.linksInBody.has('optOut');
  const subjectProgram = compileProgram(parseTemplate(source.subject, false, vocabulary), false);
  const subject = (context: RenderContext) => oneLine(subjectProgram.render(context));
  const added =
    options.appendOptIn && !check.linksInBody.has('optIn') ? 'optIn' : appendOptOut ? 'optOut' : undefined;
  const words = source.isHtml ? `{{words.${added}}}: ` : '';
  const textOf = (body: string) =>
    parseTemplate(added ? `${body.trimEnd()}\n\n${words}{{${added}Url}}\n` : body, false, vocabulary);
  if (!source.isHtml) {
    const parsed = textOf(source.body);
    const plain = compileProgram(parsed, false);
    return {
      fields: check.fields,
      subject,
      render: (context) => ({ subject: subject(context), html: undefined, text: plain.render(context) }),
      segments: () => ({ html: undefined, text: segmentsOf(parsed, false) }),
    };
  }
  const knows = knowsOf(vocabulary);
  const translated = translatePlaceholders(source.body, true, knows).handlebars;
  const tracked = encodeAddressParts(trackLinks(translated, options.trackedLinks));
  const preheader = source.preheader && translatePlaceholders(source.preheader, false, knows).handlebars;
  const styled = source.inlineCss === false ? tracked : inlineStyles(tracked);
  const dressed = withPreheader(withRoot(styled, source.language ?? null), preheader ?? null);
  const withWayOut = added ? beforeBodyEnd(dressed, `<p>{{${added}Link}}</p>`) : dressed;
  const parsedHtml = parseTemplate(
    options.openTracking ? beforeBodyEnd(withWayOut, '{{openPixel}}') : withWayOut,
    true,
    vocabulary,
  );
  const parsedText = textOf(source.textBody ? source.textBody : textFromHtml(tracked));
  const html = compileProgram(parsedHtml, true);
  const text = compileProgram(parsedText, false);
  return {
    fields: check.fields,
    subject,
    render: (context) => ({
      subject: subject(context),
      html: html.render(context),
      text: text.render(context),
    }),
    segments: () => ({ html: segmentsOf(parsedHtml, true), text: segmentsOf(parsedText, false) }),
  };
}

const oneLine = (value: string) => value.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();

/** From the last to the first, so that places stay right. */
function trackLinks(handlebars: string, tracked: Map<string, string>): string {
  if (tracked.size === 0) return handlebars;
  let result = handlebars;
  for (const { start, end, address } of webLinksOf(handlebars).reverse()) {
    const id = tracked.get(address);
    if (id) result = `${result.slice(0, start)}{{trackingUrl '${id}'}}${result.slice(end)}`;
  }
  return result;
}

const knowsOf = (vocabulary: Vocabulary) => (scope: string, field: string) =>
  vocabulary.get(scope)?.has(field) ?? false;

function beforeBodyEnd(html: string, addition: string): string {
  const end = html.toLowerCase().lastIndexOf('</body');
  return end < 0 ? `${html}${addition}` : `${html.slice(0, end)}${addition}${html.slice(end)}`;
}
