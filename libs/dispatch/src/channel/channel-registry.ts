import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Database, findPlugins, InvalidInput } from '@facteur/platform';
import { CHANNEL, type Channel } from './channel.js';

/** The channels that this installation can send by. */
@Injectable()
export class ChannelRegistry implements OnModuleInit, OnApplicationBootstrap {
  private readonly channels = new Map<string, Channel>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    for (const { instance } of findPlugins<Channel>(this.discovery, CHANNEL)) {
      if (!/^[a-z]{1,20}$/.test(instance.name))
        throw new Error(`"${instance.name}" is no name for a channel: use a-z.`);
      if (this.channels.has(instance.name)) throw new Error(`Two channels call themselves ${instance.name}.`);
      this.channels.set(instance.name, instance);
    }
  }

  /** Each channel has a gate row, which claims lock so that the hourly cap holds over all processes. */
  async onApplicationBootstrap(): Promise<void> {
    for (const name of this.channels.keys()) {
      await this.database.execute(
        `INSERT INTO dispatch_gate (channel) VALUES (?) ${this.database.dialect.ignoreDuplicates('dispatch_gate', 'channel')}`,
        [name],
      );
    }
  }

  all(): Channel[] {
    return [...this.channels.values()];
  }

  find(name: string): Channel | undefined {
    return this.channels.get(name);
  }

  get(name: string): Channel {
    const channel = this.channels.get(name);
    if (!channel) throw InvalidInput.of('channel', `must be one of ${[...this.channels.keys()].join(', ')}`);
    return channel;
  }
}
