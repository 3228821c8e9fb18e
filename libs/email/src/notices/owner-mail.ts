import { type Notice, type OwnerMessenger, OwnerMessengerPlugin } from '@facteur/dispatch';
import { Words } from '@facteur/pages';
import { Installation } from '@facteur/platform';
import { SystemMail } from '../mime/system-mail.js';

/** A sign-in is called by its address; an API key and a host's own names are not. */
const ADDRESS = /^[^\s@"<>]+@[^\s@"<>]+$/;

/** Tells owners by e-mail, through the system's account, in the language of the installation. */
@OwnerMessengerPlugin()
export class OwnerMail implements OwnerMessenger {
  readonly channel = 'email';

  constructor(
    private readonly mail: SystemMail,
    private readonly words: Words,
    private readonly installation: Installation,
  ) {}

  reaches(owner: string): boolean {
    return ADDRESS.test(owner);
  }

  async tell({ kind, owner, mailing, ...about }: Notice): Promise<void> {
    const { say } = await this.words.in([]);
    const values = Object.fromEntries(
      Object.entries({ ...about, name: mailing.name }).map(([name, value]) => [name, String(value)]),
    );
    const link = `${await this.installation.siteUrl()}/console/mass-emails/${mailing.id}/progress`;
    await this.mail.send(await this.mail.sender(), {
      address: owner,
      subject: say(`notice.${kind}.subject`, values),
      text: `${say(`notice.${kind}.body`, values)}\n\n${say('notice.look')}\n${link}\n`,
      kind: 'notice',
    });
  }
}
