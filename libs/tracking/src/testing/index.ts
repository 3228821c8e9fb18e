export type { Hit } from '../hits/hit.js';
export { HitRecorder } from '../hits/hit-recorder.js';
export { Hits } from '../hits/hits.js';
export { HitSpool } from '../hits/hit-spool.js';
export { SpoolFiles } from '../hits/spool-files.js';
export { SpoolRepository } from '../hits/spool.repository.js';
