import type { FastifyRequest } from 'fastify';

/**
 * The route that a request was found to be of, `/api/v1/imports/:type` for instance; empty where there is none. An
 * address can be spelled in many ways (`/%61pi/v1`), so nothing is decided by how it was.
 */
export const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions?.url ?? '';

/** Routes whose bodies come as a stream of a file, and may take their time once somebody is signed in. */
const UPLOADS = /^\/api\/v1\/(imports\/|media-files$|email-templates\/[^/]+\/attachments$)/;

export const isUpload = (request: FastifyRequest): boolean =>
  UPLOADS.test(routeOf(request)) && /^multipart\//i.test(request.headers['content-type'] ?? '');
