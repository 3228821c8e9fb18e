import { Injectable, Logger } from '@nestjs/common';
import { Approvals, MailingService } from '@facteur/dispatch';
import { type DueMail, isEmailAddress, Notifications, PersonMessengers } from '@facteur/platform';
import { PeopleWhoMay } from './people-who-may.repository.js';

/** Where it is looked at. */
const placeOf = ({ kind, subjectId }: DueMail) =>
  kind.startsWith('import-') ? `/console/imports/${subjectId}` : `/console/mass-emails/${subjectId}/review`;

/** Writes to people what their bells tell, where they want it so. */
@Injectable()
export class NotificationMails {
  private readonly logger = new Logger(NotificationMails.name);

  constructor(
    private readonly notifications: Notifications,
    private readonly people: PeopleWhoMay,
    private readonly messengers: PersonMessengers,
    private readonly approvals: Approvals,
    private readonly mailings: MailingService,
  ) {}

  /** @returns how many mails were written, and how many could not be */
  async write(): Promise<{ told: number; failed: number }> {
    const messenger = this.messengers.all().find(({ tell }) => tell);
    const sum = { told: 0, failed: 0 };
    for (const due of messenger ? await this.notifications.dueMails() : []) {
      if (!(await this.notifications.takeMail(due))) continue;
      const people = await this.peopleOf(due);
      const addresses = await this.notifications.whoWantsMail(people, due.kind);
      let failed = 0;
      for (const address of addresses)
        try {
          await messenger!.tell!({ address, kind: due.kind, path: placeOf(due), values: valuesOf(due) });
        } catch (error) {
          failed += 1;
          this.logger.warn(`${address} was not told of "${due.subjectName}": ${(error as Error).message}`);
        }
      sum.told += addresses.length - failed;
      sum.failed += failed;
      // Where it reached some, trying again would write to them twice.
      if (failed && failed === addresses.length) await this.notifications.giveMailBack(due);
    }
    return sum;
  }

  /** A sign-in is called by its address; a key and a host's own names are not. */
  private async peopleOf({ person, needs, by, kind, subjectId }: DueMail): Promise<string[]> {
    let people: string[];
    if (kind === 'approval-asked') {
      // As it is now: it may have been changed, moved to another team, or be over.
      const mailing = await this.mailings.store.find(subjectId ?? '');
      if (!mailing || !(await this.approvals.isAsked(mailing))) return [];
      people = await this.people.addresses(needs ?? '', await this.approvals.teamOf(mailing));
    } else people = await this.people.withoutDisabled(person ? [person] : []);
    return people.filter((one) => isEmailAddress(one) && one !== by);
  }
}

const valuesOf = ({ params, subjectName }: DueMail): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...params, name: subjectName ?? '' }).map(([name, value]) => [name, String(value)]),
  );
