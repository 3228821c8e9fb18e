export type { FacteurOptions } from './facteur-options.js';
export { FacteurModule } from './facteur.module.js';
export { ProductionLogger } from './process/production-logger.js';
export { runWorker, SendLoop } from './process/send-loop.js';
export { failStart, startProcess, stopWithNpm } from './process/start-up.js';
export { facteurEntities } from './schema.js';
export { RotateSecrets } from './secrets/rotate-secrets.js';
export { migrateFacteur, type MigrationTarget } from './host/migrate.js';
export { facteurMigrations } from '@facteur/migrations';
