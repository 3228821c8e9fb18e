/** `npm run start:prod`: the built server, settings from the environment, no demo data. */
import { requireNode } from './prepare.js';

requireNode();
await import('./dist/main.js').catch((error) => {
  console.error(
    error.code === 'ERR_MODULE_NOT_FOUND'
      ? 'There is no built server yet: run "npm run build" first.'
      : error,
  );
  process.exit(1);
});
