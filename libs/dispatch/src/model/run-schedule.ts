/** The job that sends, as whoever schedules it knows it. */
export interface RunState {
  /** What people call it. */
  name: string;
  /** Missing: nothing here knows how to run it. */
  status: 'Active' | 'Inactive' | 'Missing';
  nextRunAt: Date | null;
  lastRunAt: Date | null;
  /** A run goes on at this moment. */
  running: boolean;
  /** The first run at or after a moment, as it is scheduled now. */
  firstRunFrom(moment: Date): Date | null;
}

/** Knows about the job that sends; who schedules it provides this. */
export abstract class RunSchedule {
  abstract state(): Promise<RunState>;
}
