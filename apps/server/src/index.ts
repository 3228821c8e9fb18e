export * from './create-server.js';
export * from './demo/campaign-history.js';
export { fillWithDemoData } from './demo/demo-data.js';
export { builtConsole, serveConsole } from './http/console.js';
export { limitTimes } from './http/time-limits.js';
