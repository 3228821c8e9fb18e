export * from './admin.module.js';
export * from './api-key/api-key.entity.js';
export * from './api-key/api-key.service.js';
export * from './sign-in/first-admin.js';
export * from './sign-in/sign-in.entity.js';
export * from './sign-in/sign-in.service.js';
export { networkOf } from './sign-in/sign-in-limits.js';
