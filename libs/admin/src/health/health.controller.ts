import { Get, Res } from '@nestjs/common';
import { Database, PublicController } from '@facteur/platform';

interface StatusReply {
  status(code: number): StatusReply;
}

/** For load balancers and process managers; no sign-in. */
@PublicController('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  /** The process runs. */
  @Get('live')
  live() {
    return { status: 'ok' };
  }

  /** It can do its work: the database answers. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: StatusReply) {
    try {
      await this.database.query('SELECT 1 AS one');
      return { status: 'ok', database: 'up' };
    } catch {
      reply.status(503);
      return { status: 'error', database: 'down' };
    }
  }
}
