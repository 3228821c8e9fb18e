export * from './create-server.js';
export * from './demo/campaign-history.js';
