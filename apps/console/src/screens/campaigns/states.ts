export const CAMPAIGN_STATES = ['Planning', 'Active', 'Inactive', 'Complete'] as const;
export const CAMPAIGN_TYPES = [
  'Newsletter',
  'Email',
  'Informational Email',
  'Web',
  'Television',
  'Radio',
  'Mail',
] as const;
