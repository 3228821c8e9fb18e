import { type Job, JobPlugin } from '@facteur/scheduling';
import { Alarms } from '../alarms/alarms.js';

/** Every minute by default: alarms, and the brake. */
@JobPlugin({ job: 'WatchAlarms', name: 'Watch Alarms', scheduling: '* * * * *' })
export class WatchAlarmsJob implements Job {
  constructor(private readonly alarms: Alarms) {}

  run(): Promise<object> {
    return this.alarms.look();
  }
}
