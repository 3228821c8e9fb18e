/** `npm run reset-password`, `npm run rotate-secrets`: the built commands, settings from the environment. */
import { build, requireNode } from './prepare.js';

requireNode();
build();
const [name] = process.argv.splice(2, 1);
await import(`./dist/commands/${name}.js`);
