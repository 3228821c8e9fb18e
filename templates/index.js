import { fileURLToPath } from 'node:url';

export const templatesFolder = fileURLToPath(new URL('.', import.meta.url));
