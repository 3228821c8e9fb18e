import { createRequire, register } from 'node:module';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../support/root.js';
import { JEST, type JestGlobals } from './jest-globals.js';

const require = createRequire(import.meta.url);
const { default: usual } = require('jest-circus/runner') as { default: Run };

/** The parts of Jest's runtime that its runner of tests asks for. */
interface Runtime {
  requireInternalModule(path: string): unknown;
  setGlobalsForRuntime(globals: JestGlobals): void;
  unstable_importModule(path: string): Promise<unknown>;
}

type Run = (
  globalConfig: unknown,
  config: unknown,
  environment: unknown,
  runtime: Runtime,
  testPath: string,
  ...rest: unknown[]
) => Promise<unknown>;

let loaded = 0;

/**
 * Runs a suite by Jest's own runner, but loads it with Node's own modules, compiled, as they will be shipped. Jest gives
 * each suite a world of its own and loads all modules anew into it, which took six seconds a suite with an application in
 * it; here the suites of a process share what is loaded. What a suite changes in `process.env` is taken back after it.
 *
 * Suites beside the code have nothing compiled and need no application: they run the usual way.
 */
const natively: Run = async (globalConfig, config, environment, runtime, testPath, ...rest) => {
  const inside = relative(join(ROOT, 'test'), testPath);
  if (inside.startsWith('..')) return usual(globalConfig, config, environment, runtime, testPath, ...rest);
  if (!loaded) register('./only-globals.js', import.meta.url);
  const env = { ...process.env };
  const symbols = new Set(Object.getOwnPropertySymbols(globalThis));
  const native = Object.assign(Object.create(runtime) as Runtime, {
    requireInternalModule: (path: string) => {
      delete require.cache[path];
      return require(path) as unknown;
    },
    setGlobalsForRuntime: (globals: JestGlobals) => {
      (globalThis as { [JEST]?: JestGlobals })[JEST] = globals;
    },
    unstable_importModule: () => {
      const compiled = join(ROOT, 'test', 'dist', inside.split(sep).join('/').replace(/\.ts$/, '.js'));
      loaded += 1;
      return import(`${pathToFileURL(compiled).href}?suite=${loaded}`);
    },
  });
  try {
    return await usual(globalConfig, config, environment, native, testPath, ...rest);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    forget(symbols);
  }
};

/** What the runner keeps of a suite would hear of the next one's tests, and hold its applications for ever. */
function forget(known: Set<symbol>): void {
  const world = globalThis as Record<symbol, unknown>;
  delete world[JEST];
  delete world[Symbol.for('EVENT_HANDLERS')];
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    // Others that are registered belong to everybody: `expect` keeps its matchers so.
    if (!known.has(symbol) && Symbol.keyFor(symbol) === undefined) delete world[symbol];
}

export default natively;
