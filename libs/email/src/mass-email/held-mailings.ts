import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MailingService } from '@facteur/dispatch';
import { EventBus } from '@facteur/platform';
import { SendingAccountChanged } from '../smtp-account/smtp-account.events.js';
import { MassEmailRepository } from './mass-email.repository.js';

/** Mailings that were held for the sake of an account wait no longer for it once somebody mended it. */
@Injectable()
export class HeldMailings implements OnModuleInit {
  constructor(
    private readonly massEmails: MassEmailRepository,
    private readonly mailings: MailingService,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.events.on(SendingAccountChanged, ({ smtpAccountId }) => this.release(smtpAccountId));
  }

  private async release(smtpAccountId: number | null): Promise<void> {
    await this.mailings.forgetHold(await this.massEmails.heldForAccount(smtpAccountId), 'account');
  }
}
