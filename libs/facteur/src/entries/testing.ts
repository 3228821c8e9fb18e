// What tests of plugins need is not part of a lib's index.
/* eslint-disable no-restricted-imports */
export * from '@facteur/audience/testing';
export * from '@facteur/dispatch/testing';
export { FixedClock } from '@facteur/platform';
