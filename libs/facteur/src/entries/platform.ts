export * from '@facteur/platform';
