import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { findPlugins, markPlugin } from '@facteur/platform';

/** Asks somebody, on their channel, whether they really want to be written to. */
export interface OptInMessenger {
  /** @throws InvalidInput naming `templateId` when the template will not do. */
  checkTemplate(templateId: string): Promise<void>;
  /** @throws Error when the message could not be handed over. */
  send(message: {
    address: string;
    templateId: string | null;
    optInUrl: string;
    values: Record<string, string>;
  }): Promise<void>;
}

const OPT_IN_MESSENGER = 'opt-in messenger';

/** Marks a provider as the {@link OptInMessenger}; discovery does the rest. */
export function OptInMessengerPlugin(): ClassDecorator {
  return (target) => {
    Injectable()(target);
    markPlugin(OPT_IN_MESSENGER)(target);
  };
}

@Injectable()
export class OptInMessengers implements OnModuleInit {
  private found: OptInMessenger | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.found = findPlugins<OptInMessenger, unknown>(this.discovery, OPT_IN_MESSENGER)[0]?.instance;
  }

  /** Undefined where no channel can ask. */
  get(): OptInMessenger | undefined {
    return this.found;
  }
}
