import { Injectable } from '@nestjs/common';
import { Clock, DAY } from '../clock/clock.js';
import { BelongingRepository } from '../belonging/belonging.repository.js';
import { reachOf } from '../belonging/reach.js';
import type { Principal } from '../http/access-policy.js';
import { isQuiet, type NotificationKind } from './notification-kinds.js';
import {
  type Choice,
  type DueMail,
  NotificationRepository,
  type NotificationRow,
  type Reader,
} from './notification.repository.js';

/** Something that people are told of. */
export interface Told {
  kind: NotificationKind;
  /** What makes it this one: the same mark is told once. */
  mark: string;
  /** The one whom it is for, as the principal is called; or else: */
  person?: string | null;
  /** everybody who may do this, */
  needs?: string;
  /** and sees what it is about, but whose doing it is. */
  by?: string;
  subject: { type: string; id?: string; name?: string };
  /** For the words: names and numbers, no person's address. */
  params?: Record<string, string | number>;
}

const KEPT = 90 * DAY;
/** Of the list, and of what is counted. */
const MOST = 100;
/** So many are looked through for them: what is about things of others is left out. */
const LOOKED_THROUGH = 5 * MOST;

/** A bell for each person: what they are told here, and whether they are written to as well. */
@Injectable()
export class Notifications {
  constructor(
    private readonly repository: NotificationRepository,
    private readonly clock: Clock,
    private readonly belonging: BelongingRepository,
  ) {}

  tell(told: Told): Promise<void> {
    return this.repository.add(told);
  }

  /** The newest hundred, of what one sees. */
  async of(principal: Principal): Promise<NotificationRow[]> {
    const rows = await this.repository.of(readerOf(principal), LOOKED_THROUGH);
    const ids = rows.flatMap(({ subjectId }) => subjectId ?? []);
    const hidden = await this.belonging.hiddenFrom(reachOf(principal), ids);
    return rows.filter(({ subjectId }) => !hidden.has(subjectId ?? '')).slice(0, MOST);
  }

  /** All that there are by now. */
  async sawAll(principal: Principal): Promise<void> {
    const [newest] = await this.repository.of(readerOf(principal), 1);
    if (newest) await this.repository.saw(principal.name, newest.id);
  }

  choices(person: string): Promise<Choice[]> {
    return this.repository.choices(person);
  }

  choose(person: string, choice: Choice): Promise<void> {
    return this.repository.choose(person, choice);
  }

  /** Whether somebody wants a mail of the kind; of most they do, until they say otherwise. */
  async wantsMail(person: string, kind: NotificationKind): Promise<boolean> {
    return (await this.whoWantsMail([person], kind)).length === 1;
  }

  /** Those of several people who do. */
  async whoWantsMail(people: string[], kind: NotificationKind): Promise<string[]> {
    const noMail = await this.repository.mailChoices(people, kind);
    return people.filter((person) => !(noMail.get(person) ?? isQuiet(kind)));
  }

  /** Those of which mails are still to be written, the oldest first. */
  dueMails(): Promise<DueMail[]> {
    return this.repository.dueMails(new Date(this.clock.now().getTime() - DAY));
  }

  /** @returns false when somebody else writes the mails of it, or has */
  takeMail({ id }: DueMail): Promise<boolean> {
    return this.repository.takeMail(id);
  }

  /** What was to be answered is answered, or asked anew: no bell and no mail tells of it any more. */
  takeBack(kind: NotificationKind, subjectId: string): Promise<void> {
    return this.repository.takeBack(kind, subjectId);
  }

  /** After a restore: whoever was to be written to was, perhaps, since the backup. */
  dropMails(): Promise<void> {
    return this.repository.dropMails();
  }

  /** They could not be written; the next run tries again. */
  giveMailBack({ id }: DueMail): Promise<void> {
    return this.repository.giveMailBack(id, this.clock.now());
  }

  /** Those that are three months old. @returns how many went */
  forgetOld(): Promise<number> {
    return this.repository.forgetBefore(new Date(this.clock.now().getTime() - KEPT));
  }
}

function readerOf(principal: Principal): Reader {
  const { reach } = reachOf(principal);
  return {
    person: principal.name,
    // Whoever reaches their own alone answers nothing for others.
    permissions: reach === 'own' ? [] : (principal.permissions ?? []),
    seesAll: reach === 'all',
  };
}
