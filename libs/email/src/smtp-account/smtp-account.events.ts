/** An SMTP account (null: the system's) was changed: what was held for its sake is worth another try. */
export class SendingAccountChanged {
  constructor(readonly smtpAccountId: number | null) {}
}
