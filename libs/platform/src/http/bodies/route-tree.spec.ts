import { expect, it } from '@jest/globals';
import { RouteTree } from './route-tree.js';

const tree = new RouteTree();
for (const [method, path, isApi] of [
  ['GET', 'api/v1/lists/:id', true],
  ['POST', 'api/v1/lists/of/:type', true],
  ['GET', 'api/v1/lists/:id/Members', true],
  ['ALL', 'u/:token', false],
] as const)
  tree.add(method, path.split('/'), isApi);

it.each([
  ['GET', 'api/v1/lists/7', true],
  ['GET', 'api/v1/lists/of', true],
  ['POST', 'api/v1/lists/of/contact', true],
  ['GET', 'api/v1/lists/of/members', true],
  ['PUT', 'u/abc', false],
  ['POST', 'api/v1/lists/7', undefined],
  ['GET', 'api/v1/lists', undefined],
  ['GET', 'api/v1/lists/7/members/8', undefined],
  ['GET', '', undefined],
])('%s %s', (method, path, isApi) => {
  expect(tree.find(method, path.split('/').filter(Boolean))?.isApi).toBe(isApi);
});
