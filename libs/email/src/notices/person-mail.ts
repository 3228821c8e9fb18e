import { Words } from '@facteur/pages';
import {
  Installation,
  type PasswordLink,
  type PersonMessenger,
  PersonMessengerPlugin,
} from '@facteur/platform';
import { SystemMail } from '../mime/system-mail.js';

/** Writes to people who sign in, through the system's account, in the language of the installation. */
@PersonMessengerPlugin()
export class PersonMail implements PersonMessenger {
  readonly channel = 'email';

  constructor(
    private readonly mail: SystemMail,
    private readonly words: Words,
    private readonly installation: Installation,
  ) {}

  async sendLink({ reason, address, by, url, until }: PasswordLink): Promise<void> {
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
