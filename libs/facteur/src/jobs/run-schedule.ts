import { Injectable } from '@nestjs/common';
import { type RunState, RunSchedule } from '@facteur/dispatch';
import { ScheduledJobService } from '@facteur/scheduling';

/** Tells the engine about its job; the two libs do not know each other. */
@Injectable()
export class JobRunSchedule extends RunSchedule {
  constructor(private readonly jobs: ScheduledJobService) {
    super();
  }

  state(): Promise<RunState> {
    return this.jobs.stateOf('SendMassEmails', 'Send Mass Emails');
  }
}
