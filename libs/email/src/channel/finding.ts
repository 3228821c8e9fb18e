import type { Finding } from '@facteur/dispatch';

const finding =
  (level: Finding['level']) =>
  (code: string, message: string, field?: string): Finding => ({
    level,
    code,
    message,
    ...(field ? { field } : {}),
  });
export const error = finding('error');
export const warning = finding('warning');
