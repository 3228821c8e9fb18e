export * from '@facteur/audience/testing';
export * from '@facteur/dispatch/testing';
export { FixedClock } from '@facteur/platform';
