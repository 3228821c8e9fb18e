import { strToU8, Zip, ZipDeflate } from 'fflate';
import { wallClock } from '../clock/zoned-time.js';
import type { Cell, TableSource } from './table-source.js';

/** A sheet has no more rows; a longer table goes on in the next one. */
const MOST_ROWS = 1_048_576;
const MOST_TEXT = 32_767;

const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/**
 * An Office Open XML workbook (ECMA-376), written as it is read: rows as inline strings and numbers, so that no
 * table of strings has to be kept. Texts are texts: nothing in them is ever run as a formula.
 */
export async function* xlsxOf(table: TableSource, timezone: string): AsyncGenerator<Buffer> {
  let ready: Buffer[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(Buffer.from(chunk));
  });
  const taken = () => {
    const chunks = ready;
    ready = [];
    return chunks;
  };
  const whole = (name: string, text: string) => {
    const file = new ZipDeflate(name);
    zip.add(file);
    file.push(strToU8(HEAD + text), true);
  };
  let sheets = 0;
  let sheet: ZipDeflate | undefined;
  let row = 0;
  const write = (cells: Cell[]) => {
    if (!sheet) {
      sheet = new ZipDeflate(`xl/worksheets/sheet${(sheets += 1)}.xml`, { level: 3 });
      zip.add(sheet);
      sheet.push(strToU8(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`));
      row = 0;
      if (cells !== table.columns) write(table.columns);
    }
    row += 1;
    sheet.push(strToU8(`<row r="${row}">${cells.map((cell) => cellOf(cell, timezone)).join('')}</row>`));
    if (row === MOST_ROWS) end();
  };
  const end = () => {
    sheet?.push(strToU8('</sheetData></worksheet>'), true);
    sheet = undefined;
  };
  write(table.columns);
  for await (const rows of table.rows) {
    for (const cells of rows) write(cells);
    yield* taken();
  }
  end();
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const name = escape(table.name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 24));
  whole(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${numbers.map((one) => `<sheet name="${name}${one > 1 ? ` ${one}` : ''}" sheetId="${one}" r:id="rId${one}"/>`).join('')}</sheets></workbook>`,
  );
  whole(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${numbers.map((one) => `<Relationship Id="rId${one}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${one}.xml"/>`).join('')}</Relationships>`,
  );
  whole(
    '_rels/.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  whole(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>${numbers.map((one) => `<Override PartName="/xl/worksheets/sheet${one}.xml" ContentType="${CONTENT}.worksheet+xml"/>`).join('')}</Types>`,
  );
  zip.end();
  yield* taken();
}

function cellOf(cell: Cell, timezone: string): string {
  if (cell === null) return '<c/>';
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`;
  const text = cell instanceof Date ? wallClock(cell, timezone) : String(cell);
  return `<c t="inlineStr"><is><t xml:space="preserve">${escape(text.slice(0, MOST_TEXT))}</t></is></c>`;
}

/** XML knows no control characters, not even escaped ones. */
function escape(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '',
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
