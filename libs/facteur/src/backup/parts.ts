import { Restored } from './restored.js';
import { SerialsRepository } from './serials.repository.js';

/** What this room brings into the module. */
export const BACKUP_PROVIDERS = [Restored, SerialsRepository];
