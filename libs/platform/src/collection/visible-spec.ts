import { mayNow } from '../permissions/needs.js';
import type { CollectionColumn, CollectionSpec, Columns } from './collection-spec.js';

/**
 * A collection as whoever asks just now may see it. What tells of people is null to those who may not see them, and neither filters,
 * sorts nor is searched: by asking often enough one would have it all the same.
 */
export function visibleSpec<C extends Columns>(spec: CollectionSpec<C>): CollectionSpec<C> {
  const isPersonal = (name: string) => spec.columns[name]?.isPersonal === true;
  if (!Object.keys(spec.columns).some(isPersonal) || mayNow('people:see')) return spec;
  const columns = Object.entries(spec.columns).map(([name, column]): [string, CollectionColumn] => [
    name,
    isPersonal(name) ? { ...column, sql: 'NULL', filterable: false } : column,
  ]);
  return {
    ...spec,
    columns: Object.fromEntries(columns) as C,
    search: spec.search.filter((name) => !isPersonal(name)),
  };
}
