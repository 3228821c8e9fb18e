import type { FastifyRequest } from 'fastify';

/**
 * The route that a request was found to be of, `/api/v1/imports/:type` for instance; empty where there is none. An
 * address can be spelled in many ways (`/%61pi/v1`), so nothing is decided by how it was.
 */
export const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions?.url ?? '';
