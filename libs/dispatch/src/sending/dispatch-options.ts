/** How the engine of this process behaves; a host and tests may change it. */
export class DispatchOptions {
  /** A sender that was not heard of for so long is taken for dead, in milliseconds. Too short costs time, never a second message. */
  senderLease = 20_000;
  /** Items claimed at a time. */
  claimSize = 200;
  /** After a broken connection to the peer: waits before it is tried again within a run, in milliseconds. */
  reconnectDelays: number[] = [500, 2_000, 5_000];
}

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
