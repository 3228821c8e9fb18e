export * from './facteur.module.js';
export * from './facteur-options.js';
export * from './open-database.js';
export * from './schema.js';
export * from './process/production-logger.js';
export * from './process/start-up.js';
export * from './secrets/rotate-secrets.js';
