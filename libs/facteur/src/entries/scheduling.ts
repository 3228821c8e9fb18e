export * from '@facteur/scheduling';
