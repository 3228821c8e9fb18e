import type { ServerResponse } from 'node:http';

/**
 * What every answer of Facteur's carries unless it says otherwise itself, whatever server it is mounted in. People's data is in
 * nearly every answer of the API, so none is kept by anybody on the way.
 */
export function setAnswerHeaders(response: ServerResponse, isApi: boolean): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
  if (isApi) response.setHeader('cache-control', 'no-store');
  response.setHeader(
    'content-security-policy',
    isApi ? "default-src 'none'; frame-ancestors 'none'" : "frame-ancestors 'none'",
  );
}
