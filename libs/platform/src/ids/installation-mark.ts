import { Injectable } from '@nestjs/common';
import { Sealer } from './sealer.js';

/** By which an installation knows itself again from outside; tells nothing of its secret. */
@Injectable()
export class InstallationMark {
  constructor(private readonly sealer: Sealer) {}

  get own(): string {
    return this.sealer.seal('installation', 0);
  }

  isOurs(mark: unknown): boolean {
    return typeof mark === 'string' && this.sealer.open('installation', mark)?.[0] === 0;
  }
}
