/** What a message may cost, whoever wrote it. Past a limit the rest is left unread; nothing is ever thrown. */
export const LIMITS = {
  /** Bytes of a message that are looked at. */
  message: 1024 * 1024,
  depth: 20,
  parts: 200,
  /** Bytes of one part's header block. */
  headers: 256 * 1024,
  /** Characters of human text after decoding. */
  text: 256 * 1024,
  /** Characters of a line that are looked at. */
  line: 2_000,
  /** Characters of a line that may name a recipient: patterns that look for one go over it more than once. */
  namingLine: 300,
  /** Recipients that one report may name. */
  recipients: 1_000,
} as const;
