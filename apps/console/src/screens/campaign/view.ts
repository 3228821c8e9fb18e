import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';

export type Campaign = Schemas['CampaignView'];

export type Figures = Schemas['CampaignStatisticsView'];

/** Below this many, percentages say more than there is to know. */
export const FEW = 30;

export interface View {
  bots: boolean;
  massEmailId: string | undefined;
  set(changes: Record<string, string | undefined>): void;
}

export function useView(): View {
  const search = useSearch({ strict: false }) as { bots?: string; letter?: string };
  const navigate = useNavigate();
  return {
    bots: search.bots === '1',
    massEmailId: search.letter,
    set: (changes) => void navigate({ to: '.', search: { ...search, ...changes } as never }),
  };
}
