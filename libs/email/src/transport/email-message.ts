/** A finished e-mail: what a transport hands over. */
export interface EmailMessage {
  envelope: { from: string; to: string };
  /** RFC 5322, CR LF line ends. */
  mime: Buffer;
  /** Whoever made it saw to it that no line ends otherwise; else whoever writes it to a server does. */
  hasWholeLines?: boolean;
}
