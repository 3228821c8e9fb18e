/** Rows under the names of their columns, for people who read a terminal; no index, numbers to the right. */
export function table(rows: Record<string, unknown>[]): string {
  if (rows.length === 0) return '  (nothing)\n';
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => cell(row[name]).length)));
  const line = (values: unknown[]) =>
    `  ${values
      .map((value, index) =>
        typeof value === 'number' ? cell(value).padStart(widths[index]!) : cell(value).padEnd(widths[index]!),
      )
      .join('  ')}`.trimEnd();
  return [
    line(names),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map((row) => line(names.map((name) => row[name]))),
    '',
  ].join('\n');
}

/** One thing's values below each other. */
export const listing = (values: Record<string, unknown>): string =>
  table(Object.entries(values).map(([name, value]) => ({ what: name, value })));
