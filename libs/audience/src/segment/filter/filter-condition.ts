import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { findPlugins, markPlugin } from '@facteur/platform';
import type { FilterCondition } from './segment-filter.js';

const FILTER_CONDITION = 'filter condition';

/** Marks a provider as a {@link FilterCondition}; discovery does the rest. */
export function FilterConditionPlugin(): ClassDecorator {
  return (target) => {
    Injectable()(target);
    markPlugin(FILTER_CONDITION)(target);
  };
}

/** The kinds of condition that libs above bring. */
@Injectable()
export class FilterConditions implements OnModuleInit {
  private conditions: FilterCondition[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.conditions = findPlugins<FilterCondition, unknown>(this.discovery, FILTER_CONDITION).map(
      ({ instance }) => instance,
    );
  }

  all(): FilterCondition[] {
    return this.conditions;
  }
}
