/**
 * SQL with Facteur's tables by their whole names: statements write `{mailing}`, so that a host's `mailing` is never meant.
 * Nothing else in them stands in braces (test/architecture reads them all), and values are bound. Pure.
 */
export const withPrefix = (sql: string, prefix: string): string =>
  sql.replace(/\{([a-z_]+)\}/g, (_, table: string) => `${prefix}${table}`);
