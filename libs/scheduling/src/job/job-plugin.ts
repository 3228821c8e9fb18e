import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';

/** A job as it is when nobody has changed it yet. */
export interface JobMeta {
  /** Stays the same for ever, e.g. `SendMassEmails`. */
  job: string;
  /** What people read, e.g. `Send Mass Emails`. */
  name: string;
  /** Cron expression of five fields: minute hour day month weekday. */
  scheduling: string;
}

/** Something that runs on a schedule. */
export interface Job {
  /** @returns what came of it, for the run history; an exception makes the run Failed with its message. */
  run(): Promise<object>;
}

/** A run that did what it could, and could not do all: Failed, with what came of it. */
export class JobIncomplete extends Error {
  constructor(
    message: string,
    readonly summary: object,
  ) {
    super(message);
  }
}

const jobs = definePlugin<Job, JobMeta>({ kind: 'scheduled job', name: (_, { job }) => job });

/** Marks a provider as a {@link Job}; discovery does the rest. */
export const JobPlugin = jobs.Plugin;

/** The jobs that this installation can run. */
@Injectable()
export class Jobs extends jobs.Registry {}
