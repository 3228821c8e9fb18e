/** What of the log programs are told, by the word that they know it by. */
export const MESSAGE_EVENTS: Record<string, string> = {
  Sent: 'message.sent',
  Bounced: 'message.bounced',
  Complained: 'message.complained',
  Opened: 'message.opened',
  Clicked: 'message.clicked',
  'Opted Out': 'recipient.opted_out',
  'Opted In': 'recipient.opted_in',
};

/** What happens to things, noted once a minute. */
export const NOTE_EVENTS = {
  completed: 'mailing.completed',
  held: 'mailing.held',
  listChanged: 'list.changed',
  alarmRaised: 'alarm.raised',
  alarmEnded: 'alarm.ended',
} as const;

export const EVENT_TYPES: readonly string[] = [
  ...Object.values(MESSAGE_EVENTS),
  ...Object.values(NOTE_EVENTS),
];

/** What is wrong with the installation, which is for those who look after it. */
export const ALARM_EVENTS: readonly string[] = [NOTE_EVENTS.alarmRaised, NOTE_EVENTS.alarmEnded];

export const ACTION_OF: Record<string, string> = Object.fromEntries(
  Object.entries(MESSAGE_EVENTS).map(([action, type]) => [type, action]),
);

/** One thing that happened, as programs are told. */
export interface ToldEvent {
  /** The same however often it is told. */
  id: string;
  type: string;
  /** ISO 8601, UTC. */
  timestamp: string;
  data: Record<string, unknown>;
}

/** How far somebody has been told: the last row of the log, and of the notes. */
export interface Cursor {
  log: number;
  note: number;
}

export const cursorText = ({ log, note }: Cursor): string =>
  Buffer.from(`${log}.${note}`).toString('base64url');

/** @returns undefined for what is no cursor. Pure. */
export function readCursor(text: string): Cursor | undefined {
  const [, log, note] = /^(\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return log === undefined || note === undefined ? undefined : { log: Number(log), note: Number(note) };
}
