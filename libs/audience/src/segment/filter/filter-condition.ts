import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';
import type { FilterCondition } from './segment-filter.js';

const conditions = definePlugin<FilterCondition>({ kind: 'filter condition', name: ({ key }) => key });

/** Marks a provider as a {@link FilterCondition}; discovery does the rest. */
export const FilterConditionPlugin = conditions.Plugin;

/** The kinds of condition that libs above bring. */
@Injectable()
export class FilterConditions extends conditions.Registry {}
