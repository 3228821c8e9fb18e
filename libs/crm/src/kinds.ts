import { ACCOUNT } from './account/account.kind.js';
import { CONTACT } from './contact/contact.kind.js';
import { LEAD } from './lead/lead.kind.js';
import type { RecordKind } from './record/record-kind.js';
import { USER } from './user/user.kind.js';

/** The built-in record types. One more is a folder beside these, a line here, and a migration. */
export const KINDS: readonly RecordKind[] = [ACCOUNT, CONTACT, LEAD, USER];

export const crmEntities = KINDS.map(({ entity }) => entity);
