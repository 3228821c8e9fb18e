export * from '@facteur/audience';
