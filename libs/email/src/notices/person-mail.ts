import { Words } from '@facteur/pages';
import {
  Installation,
  type PasswordLink,
  type PersonMessenger,
  PersonMessengerPlugin,
  type PersonNotice,
} from '@facteur/platform';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { SmtpAccountService } from '../smtp-account/smtp-account.service.js';
import { NO_MAILING, SystemMail } from '../mime/system-mail.js';

/** Writes to people who sign in, through the system's account, in the language of the installation. */
@PersonMessengerPlugin()
export class PersonMail implements PersonMessenger {
  readonly channel = 'email';

  constructor(
    private readonly mail: SystemMail,
    private readonly words: Words,
    private readonly installation: Installation,
    private readonly accounts: SmtpAccountService,
    private readonly settings: OutboundEmailSettings,
  ) {}

  /** By the system's account, or the first other one that takes it: an alarm is often about one of them. */
  async sendNote(note: { address: string; subject: string; text: string }): Promise<void> {
    const accounts = [null, ...(await this.accounts.forMassEmail())];
    const faults: string[] = [];
    for (const account of accounts)
      try {
        return await this.mail.send(await this.mail.sender(NO_MAILING, account), { ...note, kind: 'alarm' });
      } catch (error) {
        faults.push((error as Error).message);
      }
    throw new Error(faults.join('; '));
  }

  async tell({ address, kind, path, values }: PersonNotice): Promise<void> {
    const { say } = await this.words.in([]);
    await this.mail.send(await this.mail.sender(), {
      address,
      subject: say(`notice.${kind}.subject`, values),
      text: `${say(`notice.${kind}.body`, values)}\n\n${say('notice.look')}\n${await this.installation.siteUrl()}${path}\n`,
      kind: 'notice',
    });
  }

  async sendLink({ reason, address, by, url, until }: PasswordLink): Promise<void> {
    // Whoever turned it elsewhere would read the link, and sign in as somebody who may do more.
    if (!(await this.settings.isWaySure()))
      throw new Error(
        'the mail server or the site address was chosen by somebody who may not change people; whoever may confirms it under Sending first',
      );
    const { say, language } = await this.words.in([]);
    const moment = new Intl.DateTimeFormat(language, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'UTC',
    });
    const values = {
      by,
      site: new URL(await this.installation.siteUrl()).host,
      until: `${moment.format(until)} UTC`,
    };
    await this.mail.send(await this.mail.sender(), {
      address,
      subject: say(`signIn.${reason}.subject`, values),
      text: `${say(`signIn.${reason}.body`, values)}\n\n${url}\n\n${say('signIn.until', values)}\n`,
      kind: 'sign-in',
    });
  }
}
