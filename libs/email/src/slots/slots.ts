import { Parser } from 'htmlparser2';
import { hideMustaches } from '../html/hidden-mustaches.js';
import { richText } from './rich-text.js';

/** What a marked place holds. */
export const SLOT_KINDS = ['text', 'line', 'image', 'button'] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];

/** What stands in a place. Members that its kind does not have are left aside. */
export interface SlotValue {
  /** Of a text: paragraphs, lists, links. */
  html?: string;
  /** Of a line or a button. */
  text?: string;
  src?: string;
  alt?: string;
  /** Of an image or a button. */
  href?: string;
  /** The place is left out of the letter. */
  isHidden?: boolean;
}

/** A place of a letter in MJML that somebody fills in without knowing MJML. */
export interface Slot {
  id: string;
  kind: SlotKind;
  /** What people call it, by language; English at least. */
  labels: Record<string, string>;
  isOptional: boolean;
  /** As it stands in the MJML. */
  value: SlotValue;
}

interface Place extends Slot {
  /** The whole element. */
  start: number;
  end: number;
  /** Its opening tag. */
  openEnd: number;
  /** What is between its tags. */
  innerEnd: number;
  attributes: Record<string, string>;
  tag: string;
}

const KIND_OF: Record<string, SlotKind> = { 'mj-text': 'text', 'mj-image': 'image', 'mj-button': 'button' };
const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** The places of a letter in MJML that are marked by `slot="name"`, in their order. Pure. */
export function slotsOf(mjml: string): Slot[] {
  return placesOf(mjml).map(({ id, kind, labels, isOptional, value }) => ({
    ...{ id, kind, labels, isOptional, value },
  }));
}

/** The MJML with these values in its places, and without its marks; places without a value say what stands there. Pure. */
export function fillSlots(mjml: string, values: Record<string, SlotValue>): string {
  const { marked, restored } = hideMustaches(mjml);
  let result = marked;
  for (const place of placesIn(marked).reverse()) {
    const given = values[place.id];
    const element = given?.isHidden && place.isOptional ? '' : elementOf(marked, place, given ?? {});
    result = result.slice(0, place.start) + element + result.slice(place.end);
  }
  return restored(result);
}

/** Another picture, of which nobody said what it shows: the words of the old one would be wrong. */
const isWordless = ({ value }: Slot, given: SlotValue | undefined): boolean =>
  given?.src !== undefined && given.src !== value.src && given.alt === undefined;

/** Places, as people call them in English, with another picture of which nobody said what it shows. Pure. */
export function wordlessPictures(mjml: string, values: Record<string, SlotValue>): string[] {
  return slotsOf(mjml)
    .filter(
      (slot) => slot.kind === 'image' && !values[slot.id]?.isHidden && isWordless(slot, values[slot.id]),
    )
    .map(({ labels }) => labels['en']!);
}

function placesOf(mjml: string): Place[] {
  const { marked, restored } = hideMustaches(mjml);
  return placesIn(marked).map((place) => ({
    ...place,
    value: Object.fromEntries(
      Object.entries(place.value).map(([name, value]) => [
        name,
        typeof value === 'string' ? restored(value) : value,
      ]),
    ),
  }));
}

function placesIn(source: string): Place[] {
  const places: Place[] = [];
  const open: Partial<Place>[] = [];
  const names = new Set<string>();
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        const { slot: id } = attributes;
        const kind = attributes['slot-kind'] === 'line' ? 'line' : KIND_OF[tag];
        const isPlace = id !== undefined && kind && NAME.test(id) && !names.has(id);
        if (isPlace) names.add(id);
        open.push(
          isPlace
            ? { id, kind, tag, attributes, start: parser.startIndex, openEnd: parser.endIndex + 1 }
            : {},
        );
      },
      onclosetag(_tag, isImplied) {
        const place = open.pop();
        if (!place?.id) return;
        const end = parser.endIndex + 1;
        const innerEnd = isImplied ? place.openEnd! : parser.startIndex;
        const whole = { ...place, end, innerEnd: Math.max(innerEnd, place.openEnd!) } as Place;
        places.push({ ...whole, ...describe(source, whole) });
      },
    },
    { xmlMode: true },
  );
  parser.write(source);
  parser.end();
  // A place within another would be overwritten by it.
  return places
    .sort((a, b) => a.start - b.start)
    .filter((one, index, all) => !all.slice(0, index).some((other) => one.start < other.end));
}

function describe(source: string, place: Place): Pick<Place, 'labels' | 'isOptional' | 'value'> {
  const { attributes, id, kind } = place;
  const labels = Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      const language = /^slot-label(?:-([a-z]{2}))?$/.exec(name);
      return language ? [[language[1] ?? 'en', value]] : [];
    }),
  );
  const inner = source.slice(place.openEnd, place.innerEnd).trim();
  return {
    labels: { en: id, ...labels },
    isOptional: attributes['slot-optional'] !== undefined,
    value:
      kind === 'text'
        ? { html: inner }
        : kind === 'image'
          ? { src: attributes['src'] ?? '', alt: attributes['alt'] ?? '', href: attributes['href'] ?? '' }
          : kind === 'button'
            ? { text: unescaped(inner), href: attributes['href'] ?? '' }
            : { text: unescaped(inner) },
  };
}

function elementOf(source: string, place: Place, given: SlotValue): string {
  const value = { ...place.value, ...given };
  const attributes = Object.fromEntries(
    Object.entries(place.attributes).filter(([name]) => !/^slot(-|$)/.test(name)),
  );
  const set = (name: string, text: string | undefined) => {
    if (text) attributes[name] = text;
    else delete attributes[name];
  };
  if (place.kind === 'image' || place.kind === 'button') set('href', value.href);
  if (place.kind === 'image') {
    set('src', value.src);
    // Without a description it is decoration, and readers pass over it.
    attributes['alt'] = isWordless(place, given) ? '' : (value.alt ?? '');
  }
  const written = Object.entries(attributes)
    .map(([name, text]) => ` ${name}="${hidden(escaped(text))}"`)
    .join('');
  const inner =
    place.kind === 'text'
      ? given.html === undefined
        ? source.slice(place.openEnd, place.innerEnd)
        : hidden(richText(given.html))
      : place.kind === 'image'
        ? ''
        : given.text === undefined
          ? source.slice(place.openEnd, place.innerEnd)
          : hidden(escaped(given.text));
  return `<${place.tag}${written}>${inner}</${place.tag}>`;
}

const escaped = (text: string) =>
  text
    .replace(/&(?!(?:[a-z]+|#\d+|#x[0-9a-f]+);)/gi, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');

/** What somebody typed may hold placeholders, whose quotes are no quotes of an attribute. */
function hidden(text: string): string {
  return text.replace(/\{\{[^{}]*\}\}/g, (mustache) =>
    mustache
      .replace(/&quot;/g, '"')
      .replace(/&gt;/g, '>')
      .replace(/&lt;/g, '<'),
  );
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!);
