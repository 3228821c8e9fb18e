export * from '@facteur/email';
