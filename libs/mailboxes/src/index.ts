export * from './reader/read-bounce.js';
export * from './reader/verdict.js';
