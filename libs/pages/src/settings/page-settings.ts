import { Injectable } from '@nestjs/common';
import { SettingsStore, StoredSettings } from '@facteur/platform';

export interface PageRules {
  /** Of pages and letters where neither letter nor record nor browser names another (BCP 47). */
  language: string;
  /** Days that a letter can be seen in the browser after it was sent. */
  viewOnlineDays: number;
  /** Whoever leaves is asked why, and need not answer. */
  asksForReasons: boolean;
}

/** What an admin says of the pages that recipients meet. */
@Injectable()
export class PageSettings extends StoredSettings<PageRules> {
  protected readonly name = 'pages';

  constructor(settings: SettingsStore) {
    super(settings);
  }

  protected defaults(): PageRules {
    return { language: 'en', viewOnlineDays: 90, asksForReasons: true };
  }
}
