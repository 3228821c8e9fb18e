import { type CollectionColumn, oneOf } from '@facteur/platform';

/** Names of the record types in use; the registry adds to it as it finds them, and lists are described before that. */
const known: string[] = [];

export function knowTargetType(name: string): void {
  if (!known.includes(name)) known.push(name);
}

/** Column of a list that holds a record type, so that a filter with a misspelt one is refused. */
export const targetTypeColumn = (sql: string): CollectionColumn<string> => oneOf(known, sql);
