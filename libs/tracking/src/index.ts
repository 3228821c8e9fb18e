export { SpoolRecorder } from './hits/spool-recorder.js';
export { TrackingModule } from './tracking.module.js';
