export * from '@facteur/campaigns';
