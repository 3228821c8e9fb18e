import { Initial0001 } from './0001-initial.js';
import { WhatCameBack0002 } from './0002-what-came-back.js';
import { Analysts0003 } from './0003-analysts.js';
import { SafeAndTrue0004 } from './0004-safe-and-true.js';
import { TheHouse0005 } from './0005-the-house.js';
import { Media0006 } from './0006-media.js';
import { WhatRecipientsMeet0007 } from './0007-what-recipients-meet.js';
import { Consent0008 } from './0008-consent.js';
import { Console0009 } from './0009-console.js';
import { FastAndGentle0010 } from './0010-fast-and-gentle.js';
import { Administration0011 } from './0011-administration.js';
import { TeamsAndWatchers0012 } from './0012-teams-and-watchers.js';
import { SignInProvider0013 } from './0013-sign-in-provider.js';
import { Notifications0014 } from './0014-notifications.js';
import { HandingOver0015 } from './0015-handing-over.js';
import { WhoTheyAre0016 } from './0016-who-they-are.js';
import { WhoseWord0017 } from './0017-whose-word.js';
import { withPrefix } from './prefixed-runner.js';

/** The one history, oldest first. Never edit a migration that has landed; add another. */
export const facteurMigrations = [
  Initial0001,
  WhatCameBack0002,
  Analysts0003,
  SafeAndTrue0004,
  TheHouse0005,
  Media0006,
  WhatRecipientsMeet0007,
  Consent0008,
  Console0009,
  FastAndGentle0010,
  Administration0011,
  TeamsAndWatchers0012,
  SignInProvider0013,
  Notifications0014,
  HandingOver0015,
  WhoTheyAre0016,
  WhoseWord0017,
].map(withPrefix);
export { TABLE_OWNERS } from './table-owners.js';
