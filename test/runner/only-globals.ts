import type { ResolveHook } from 'node:module';

/** Node's hook of resolution: `@jest/globals` throws outside of Jest's own world, ours stands in for it. */
export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === '@jest/globals'
    ? { url: new URL('./jest-globals.js', import.meta.url).href, shortCircuit: true }
    : next(specifier, context);
