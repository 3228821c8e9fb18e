import { SegmentService } from '@facteur/audience';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Every five minutes by default: syncs the segments whose own schedule says so. */
@JobPlugin({ job: 'SyncSegments', name: 'Sync Segments', scheduling: '*/5 * * * *' })
export class SyncSegmentsJob implements Job {
  constructor(private readonly segments: SegmentService) {}

  async run(): Promise<object> {
    const result = await this.segments.syncDue();
    if (result.failed.length) throw new Error(result.failed.join('; '));
    return result;
  }
}
