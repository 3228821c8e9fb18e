import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'facteur public';

/** Answers without sign-in: the pages that recipients see, health, signing in itself. Everything else is closed. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Cookie of the console's session. */
export const SESSION_COOKIE = 'facteur_session';
