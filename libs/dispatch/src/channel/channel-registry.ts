import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Database } from '@facteur/platform';
import { type Channel, Channels } from './channel.js';

/** The channels that this installation can send by. */
@Injectable()
export class ChannelRegistry extends Channels implements OnApplicationBootstrap {
  constructor(
    discovery: DiscoveryService,
    private readonly database: Database,
  ) {
    super(discovery);
  }

  /** Each channel has a gate row, which claims lock so that the hourly cap holds over all processes. */
  async onApplicationBootstrap(): Promise<void> {
    for (const name of this.names()) {
      await this.database.execute(
        `INSERT INTO dispatch_gate (channel) VALUES (?) ${this.database.dialect.ignoreDuplicates('dispatch_gate', 'channel')}`,
        [name],
      );
    }
  }

  override get(name: string, field = 'channel'): Channel {
    return super.get(name, field);
  }
}
