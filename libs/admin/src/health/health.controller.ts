import { Get, Res } from '@nestjs/common';
import { PublicController } from '@facteur/platform';
import { HealthRepository } from './health.repository.js';

interface StatusReply {
  status(code: number): StatusReply;
}

/** For load balancers and process managers; no sign-in. */
@PublicController('health')
export class HealthController {
  constructor(private readonly database: HealthRepository) {}

  /** The process runs. */
  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** It can do its work: the database answers. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: StatusReply): Promise<{ status: string; database: string }> {
    try {
      await this.database.ask();
      return { status: 'ok', database: 'up' };
    } catch {
      reply.status(503);
      return { status: 'error', database: 'down' };
    }
  }
}
