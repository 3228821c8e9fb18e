import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import { Appearances, type SentItem } from '@facteur/dispatch';
import type { PageReader } from '@facteur/pages';
import { languagesOf } from '@facteur/platform';

export interface Visit {
  headers: Record<string, string | string[] | undefined>;
}

/** For whom a page is: in which languages, and in whose name. */
@Injectable()
export class PageReaders {
  constructor(
    private readonly sources: RecordSourceRegistry,
    private readonly appearances: Appearances,
  ) {}

  /** Somebody of whom nothing is known but their browser. */
  anybody({ headers }: Visit): PageReader {
    return { languages: languagesOf(headers['accept-language']), senderDomain: null };
  }

  /** Whoever got a message: its language, else that of their record, else the browser's. */
  async recipient(item: SentItem, visit: Visit): Promise<PageReader> {
    const { language, senderDomain } = await this.appearances.of(item.mailingId);
    const record = (await this.sources.load([item])).get(targetKey(item.targetType, item.targetId));
    return { languages: [language, record?.language, ...this.anybody(visit).languages], senderDomain };
  }
}
