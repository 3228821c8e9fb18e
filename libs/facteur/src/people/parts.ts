import { SignInsOfUsersRepository } from '@facteur/admin';
import { CrmUsers } from './crm-users.js';
import { SignInsOfUsers } from './sign-ins-of-users.js';

/** What this room brings into the module. */
export const PEOPLE_PROVIDERS = [CrmUsers, SignInsOfUsers, SignInsOfUsersRepository];
