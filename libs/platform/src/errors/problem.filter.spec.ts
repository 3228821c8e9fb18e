import { afterEach, expect, it, jest } from '@jest/globals';
import { type ArgumentsHost, Logger } from '@nestjs/common';
import { notAllowed } from '../permissions/needs.js';
import { ProblemFilter } from './problem.filter.js';
import { InvalidInput } from './problems.js';

afterEach(() => jest.restoreAllMocks());

const host = (request: object): ArgumentsHost => {
  const reply = { status: () => reply, header: () => reply, send: () => undefined };
  return { switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }) } as never;
};
const request = {
  ...{ method: 'PATCH', url: '/api/v1/roles/x?secret=hunter2', id: 'r1' },
  principal: { name: 'claire@x.example' },
};

it('what somebody may not is in the log with who tried, and without what the query says', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  new ProblemFilter().catch(notAllowed('team:change'), host(request));
  expect(warn).toHaveBeenCalledWith(
    'Refused (403 not-allowed team:change): PATCH /api/v1/roles/x by claire@x.example',
  );
});

it('wrong input is there for whoever looks closely, without its values', () => {
  const debug = jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
  new ProblemFilter().catch(
    InvalidInput.of('email', 'hunter2 is none'),
    host({ ...request, principal: undefined }),
  );
  expect(debug.mock.calls.flat().join()).toMatch(
    /^Refused \(400.*\): PATCH \/api\/v1\/roles\/x by a stranger$/,
  );
  expect(debug.mock.calls.flat().join()).not.toContain('hunter2');
});
