/** `npm start`. */
import { build, requireNode } from './prepare.js';

requireNode();
build();
await import('./dist/demo/main.js');
