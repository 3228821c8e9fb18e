export * from './facteur.module.js';
export * from './facteur-options.js';
export * from './open-database.js';
export * from './schema.js';
