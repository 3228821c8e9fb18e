import type { Filter } from './rule-model';

/** Rules that many begin with. */
export const RECIPES: Record<string, Filter> = {
  sleepers: {
    all: [
      { activity: { action: 'Sent', lastDays: 180 } },
      { not: { activity: { action: 'Opened', lastDays: 180 } } },
    ],
  },
  clickers: { all: [{ activity: { action: 'Clicked', lastDays: 90 } }] },
  readers: { all: [{ activity: { action: 'Opened', lastDays: 90, atLeast: 3 } }] },
  newcomers: { all: [{ field: 'createdAt', operator: 'lastDays', value: 30 }] },
  city: { all: [{ field: 'addressCity', operator: 'is', value: '' }] },
};
