import { viewOf } from '@facteur/platform';
import { ADDRESS_STATUSES } from './address-status-sql.js';

export class AddressStatusView extends viewOf(ADDRESS_STATUSES) {}
