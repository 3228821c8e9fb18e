import { Get, Res } from '@nestjs/common';
import { WatchController } from '@facteur/platform';
import { Metrics } from './metrics.js';

interface TextReply {
  header(name: string, value: string): TextReply;
  send(text: string): void;
}

/** For Prometheus, which asks with an API key of a role that may see settings. */
@WatchController('metrics', { see: 'settings:see', change: 'settings:see' })
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async read(@Res() reply: TextReply): Promise<void> {
    const { type, text } = await this.metrics.read();
    reply.header('content-type', type).send(text);
  }
}
