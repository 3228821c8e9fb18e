const ONE = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }];

/** OpenAPI schema of what a field is compared with: a value, or a list of values. */
export const FILTER_VALUE = { anyOf: [...ONE, { type: 'array', items: { anyOf: ONE } }] };
