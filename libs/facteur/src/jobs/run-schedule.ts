import { Injectable } from '@nestjs/common';
import { RunSchedule } from '@facteur/dispatch';
import { ScheduledJobService } from '@facteur/scheduling';

/** Tells the engine when its job comes next; the two libs do not know each other. */
@Injectable()
export class JobRunSchedule extends RunSchedule {
  constructor(private readonly jobs: ScheduledJobService) {
    super();
  }

  nextRunAt(): Promise<Date | null> {
    return this.jobs.nextRunAt('SendMassEmails');
  }
}
