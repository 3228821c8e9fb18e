/** What links are signed and stored secrets encrypted with, and what they may have been signed with before. */
export interface Secrets {
  current: string;
  /** From APP_SECRET_PREVIOUS: read with, never written with. */
  previous: string[];
}
