import { parse as parseForm } from 'node:querystring';
import { parse as parseJson } from 'secure-json-parse';
import { InvalidInput, Problem } from '../../errors/problems.js';
import { beyondBounds } from './bounded-json.js';

const MOST_FORM_FIELDS = 100;

/** Who takes a body: the API takes JSON alone, so that no form of a foreign page can be sent to it; pages take forms, hooks anything. */
export type Taker = 'api' | 'page' | 'hook';

type Parser = (body: Buffer) => unknown;

const json: Parser = (body) => {
  const fault = beyondBounds(body);
  if (fault) throw InvalidInput.of('body', fault);
  try {
    return parseJson(body.toString('utf8'), { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw new Problem(400, 'Bad Request', 'The body is not valid JSON.');
  }
};

const form: Parser = (body) => ({
  ...parseForm(body.toString('utf8'), '&', '=', { maxKeys: MOST_FORM_FIELDS }),
});

/** RFC 8058 lets a one-click request come as multipart/form-data; what it says is always the same. */
const oneClick: Parser = (body) =>
  /name="?action"?\s+opt-in\s/.test(body.toString()) ? { action: 'opt-in' } : {};

const PARSERS: Record<Taker, Record<string, Parser>> = {
  api: { 'application/json': json },
  page: {
    'application/json': json,
    'application/x-www-form-urlencoded': form,
    'multipart/form-data': oneClick,
  },
  hook: {
    'application/json': json,
    'application/x-www-form-urlencoded': form,
    'multipart/form-data': oneClick,
    // Amazon SNS sends its JSON as text.
    'text/plain': (body) => body.toString('utf8'),
  },
};

/**
 * How a body of a kind is read.
 *
 * @throws Problem 415
 */
export function parserFor(
  taker: Taker,
  contentType: string | undefined,
  encoding: string | undefined,
): Parser {
  const parser = PARSERS[taker][(contentType ?? '').split(';')[0]!.trim().toLowerCase()];
  if (!parser || (encoding !== undefined && encoding !== 'identity'))
    throw new Problem(
      415,
      'Unsupported media type',
      'Send JSON, with content-type: application/json, and not compressed.',
    );
  return parser;
}
