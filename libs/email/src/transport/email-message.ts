/** A finished e-mail: what a transport hands over. */
export interface EmailMessage {
  envelope: { from: string; to: string };
  /** RFC 5322, CR LF line ends. */
  mime: Buffer;
}
