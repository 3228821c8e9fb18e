/** What words mean; one line each. */
export interface ReasonRule {
  reason: string;
  words: RegExp;
  /** Counts only beside such an enhanced code. */
  status?: RegExp;
  /** Counts only where the code says that it is for good. */
  permanent?: true;
  /** So general that a code which says that the mailbox or domain does not exist outranks it. */
  general?: true;
}

export const rule = (reason: string, words: RegExp): ReasonRule => ({ reason, words });
export const general = (reason: string, words: RegExp): ReasonRule => ({ reason, words, general: true });
