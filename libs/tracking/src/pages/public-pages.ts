import { Injectable } from '@nestjs/common';
import type { ListChoice } from '@facteur/audience';
import { OPT_OUT_REASONS } from '@facteur/campaigns';
import { PageFrame, type PageReader, type PageReply } from '@facteur/pages';

export type { PageReader, PageReply } from '@facteur/pages';

/** The few pages that recipients see. */
@Injectable()
export class PublicPages {
  constructor(private readonly frame: PageFrame) {}

  /** @param text Markdown that somebody wrote for it. */
  async message(reply: PageReply, reader: PageReader, text: string): Promise<void> {
    const values = { message: await this.frame.message(text) };
    await this.frame.show(reply, reader, {
      page: 'message',
      title: ({ say }) => say('thanks.title'),
      values,
    });
  }

  async notFound(reply: PageReply, reader: PageReader): Promise<void> {
    await this.frame.show(reply, reader, {
      page: 'not-found',
      title: ({ say }) => say('notFound.title'),
      status: 404,
    });
  }

  /** What a test message's links show: nothing is changed by them. */
  async test(reply: PageReply, reader: PageReader): Promise<void> {
    await this.frame.show(reply, reader, { page: 'test', title: ({ say }) => say('test.title') });
  }

  /** @param state.form HTML of our own making. */
  async form(
    reply: PageReply,
    reader: PageReader,
    state: { name: string; form: string; successUrl?: string | null; faults?: string[] },
    status = 200,
  ): Promise<void> {
    await this.frame.show(reply, reader, {
      page: 'form',
      // So that what is sent says on which page it was.
      tellsItself: true,
      title: () => state.name,
      values: state,
      status,
      goesTo: [state.successUrl],
    });
  }

  async confirm(
    reply: PageReply,
    reader: PageReader,
    state: { address: string; done: boolean; successUrl: string | null },
  ): Promise<void> {
    await this.frame.show(reply, reader, {
      page: 'confirm',
      title: ({ say }) => say(state.done ? 'subscribed.title' : 'subscribe.title'),
      values: state,
      goesTo: [state.successUrl],
    });
  }

  async preferences(
    reply: PageReply,
    reader: PageReader,
    state: {
      address: string;
      lists: ListChoice[];
      pausedUntil: string | null;
      note?: string;
      fault?: string;
      mayMove: boolean;
    },
  ): Promise<void> {
    await this.frame.show(reply, reader, {
      page: 'preferences',
      title: ({ say }) => say('preferences.title'),
      values: state,
    });
  }

  async newAddress(
    reply: PageReply,
    reader: PageReader,
    state: { address: string; done: boolean },
  ): Promise<void> {
    await this.frame.show(reply, reader, {
      page: 'address',
      title: ({ say }) => say(state.done ? 'thanks.title' : 'preferences.address.confirm.title'),
      values: state,
    });
  }

  async archive(
    reply: PageReply,
    reader: PageReader,
    state: { name: string; letters: { title: string; date: string; url: string }[]; feed: string },
  ): Promise<void> {
    await this.frame.show(reply, reader, {
      page: 'archive',
      title: ({ say }) => say('archive.title', { name: state.name }),
      values: state,
    });
  }

  /** A letter that is shown no more, or whose reader has another address by now. */
  async gone(reply: PageReply, reader: PageReader, moved = false): Promise<void> {
    await this.frame.show(reply, reader, {
      page: 'gone',
      title: ({ say }) => say(moved ? 'moved.title' : 'online.gone.title'),
      values: { moved },
      status: 410,
    });
  }

  async subscription(
    reply: PageReply,
    reader: PageReader,
    state: {
      address: string;
      subscribed: boolean;
      changed: boolean;
      lists: string;
      /** Whether they are asked why they left. */
      asksWhy: boolean;
      thanked: boolean;
      preferencesUrl: string | undefined;
    },
  ): Promise<void> {
    const asked = state.changed ? 'optedIn.title' : 'optOut.title';
    await this.frame.show(reply, reader, {
      page: 'subscription',
      title: ({ say }) => say(state.subscribed ? asked : 'optedOut.title'),
      values: ({ say }) => ({
        ...state,
        reasons: state.asksWhy
          ? OPT_OUT_REASONS.map((value) => ({ value, words: say(`reason.${value}`) }))
          : [],
      }),
    });
  }
}
