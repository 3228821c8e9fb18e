import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Channel, Channels } from './channel.js';
import { GateRepository } from './gate.repository.js';

/** The channels that this installation can send by. */
@Injectable()
export class ChannelRegistry extends Channels implements OnApplicationBootstrap {
  constructor(
    discovery: DiscoveryService,
    private readonly gates: GateRepository,
  ) {
    super(discovery);
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const name of this.names()) await this.gates.add(name);
  }

  override get(name: string, field = 'channel'): Channel {
    return super.get(name, field);
  }
}
