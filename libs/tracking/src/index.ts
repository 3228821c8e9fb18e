export { HitJournal } from './hits/hit-journal.js';
export { TrackingModule } from './tracking.module.js';
