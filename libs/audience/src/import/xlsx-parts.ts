import { InvalidInput } from '@facteur/platform';
import { MOST_KEPT, readXml, unpack } from './xlsx-archive.js';

/** Excel's own limit of characters in a cell. */
export const MOST_CELL = 32_767;

const KEPT = /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml)$/;

/** The texts of the parts that are needed to read a sheet, by name. */
export async function keptParts(path: string): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  await unpack(path, (name) => {
    if (!KEPT.test(name)) return undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;
    return (chunk, final) => {
      size += chunk.length;
      if (size > MOST_KEPT) throw InvalidInput.of('file', 'has too many texts; save it as CSV');
      chunks.push(chunk);
      if (final) parts.set(name, Buffer.concat(chunks).toString('utf8'));
    };
  });
  if (!parts.has('xl/workbook.xml')) throw InvalidInput.of('file', 'is an archive, but no Excel workbook');
  return parts;
}

/** Name of the part with the first sheet that is not hidden. */
export function firstSheet(parts: Map<string, string>): string {
  let relation: string | undefined;
  readXml(parts.get('xl/workbook.xml')!, {
    open: (name, attributes) => {
      if (name === 'sheet' && attributes['state'] !== 'hidden') relation ??= attributes['r:id'];
    },
  });
  let target: string | undefined;
  readXml(parts.get('xl/_rels/workbook.xml.rels') ?? '', {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id === relation) target = Target;
    },
  });
  if (!target) throw InvalidInput.of('file', 'has no sheet');
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

/** Texts that cells point to, in their order. */
export function sharedStrings(text: string): string[] {
  const strings: string[] = [];
  let inText = false;
  let phonetic = false;
  readXml(text, {
    open: (name) => {
      if (name === 'si') strings.push('');
      if (name === 't') inText = true;
      if (name === 'rPh') phonetic = true;
    },
    text: (part) => {
      const last = strings.length - 1;
      if (inText && !phonetic && last >= 0 && strings[last]!.length < MOST_CELL)
        strings[last] += part.slice(0, MOST_CELL);
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') phonetic = false;
    },
  });
  return strings;
}

/** Numbers of built-in formats that show a date (ECMA-376, 18.8.30). */
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/** Which cell styles show numbers as dates. */
export function dateStyles(text: string): boolean[] {
  const custom = new Set<number>();
  const styles: boolean[] = [];
  let inCells = false;
  readXml(text, {
    open: (name, attributes) => {
      if (
        name === 'numFmt' &&
        /[ymdhs]/i.test((attributes['formatCode'] ?? '').replace(/\[[^\]]*\]|"[^"]*"/g, ''))
      )
        custom.add(Number(attributes['numFmtId']));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) {
        const id = Number(attributes['numFmtId']);
        styles.push(DATE_FORMATS.has(id) || custom.has(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}
