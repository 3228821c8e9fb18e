import { viewOf } from '@facteur/platform';
import { SMTP_ACCOUNTS } from './smtp-account-sql.js';

export class SmtpAccountView extends viewOf(SMTP_ACCOUNTS) {}
