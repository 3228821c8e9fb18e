export * from './hits/hit.js';
export * from './hits/hit-journal.js';
export * from './hits/judge-hit.js';
export * from './tracking.module.js';
