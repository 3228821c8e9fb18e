/**
 * What colours mean, in both themes: [ground or light value, dark value]. The only place in the console where a colour
 * is written down. Every pair of text and ground has a contrast of at least 4.5 (most of 5.9).
 */
export const TOKENS = {
  canvas: ['#F6F7F9', '#12171E'],
  surface: ['#FFFFFF', '#1A212B'],
  raised: ['#FFFFFF', '#212A36'],
  text: ['#1B2430', '#E6EAF0'],
  dimmed: ['#55606E', '#A3AEBC'],
  line: ['#DDE1E7', '#2E3845'],
  border: ['#7A8592', '#6B7786'],
  accent: ['#1F57B3', '#8FB8F8'],
  'on-accent': ['#FFFFFF', '#0E1726'],
  'accent-soft': ['#E9F0FB', '#1D2D45'],
  hover: ['#EEF1F5', '#232C38'],

  'draft-text': ['#4A5563', '#C3CBD6'],
  'draft-ground': ['#EEF0F3', '#2A333F'],
  'scheduled-text': ['#1B4F9C', '#A9CBFF'],
  'scheduled-ground': ['#E4EEFC', '#1C3355'],
  'sending-text': ['#0B6470', '#8FE0EA'],
  'sending-ground': ['#DDF3F5', '#113B42'],
  'warning-text': ['#7A4B00', '#FFD48A'],
  'warning-ground': ['#FFF1D6', '#43300B'],
  'ok-text': ['#1C6434', '#9FE0B2'],
  'ok-ground': ['#E1F4E6', '#173A23'],
  'error-text': ['#A11D1D', '#FFB3B0'],
  'error-ground': ['#FDE7E7', '#4A1B1B'],
  'unknown-text': ['#6A2C91', '#DDB8F5'],
  'unknown-ground': ['#F3E6FA', '#3A2150'],

  'chart-sent': ['#6B7A8C', '#9AA5B1'],
  'chart-opened': ['#2A78C2', '#64B5F6'],
  'chart-clicked': ['#00796B', '#4DB6AC'],
  'chart-opted-out': ['#B8620B', '#FFB74D'],
  'chart-hard': ['#B3261E', '#FF8A80'],
  'chart-soft': ['#C2649A', '#E6A0C9'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type Token = keyof typeof TOKENS;

/** The CSS variable of a token. */
export const color = (token: Token): string => `var(--f-${token})`;

/** Ten shades around the accent, from light to dark, as Mantine wants them. */
export const ACCENT_SHADES = [
  '#EEF4FC',
  '#DAE7F9',
  '#B5CEF2',
  '#8FB8F8',
  '#5E93DE',
  '#3874C9',
  '#1F57B3',
  '#1A4B9B',
  '#153E80',
  '#103062',
] as const;
