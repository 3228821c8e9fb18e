export * from '@facteur/dispatch';
