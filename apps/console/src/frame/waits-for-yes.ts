import type { Schemas } from '../api/client';

type MassEmail = Pick<Schemas['MassEmailView'], 'status' | 'approval' | 'confirmedCount'>;

/** Whether a letter is let go and waits for a second person's yes. @param over to how many it takes none; 0: to any number */
export const waitsForYes = ({ status, approval, confirmedCount }: MassEmail, over: number): boolean =>
  status === 'Pending' && approval === 'Asked' && over > 0 && (confirmedCount ?? 0) > over;
