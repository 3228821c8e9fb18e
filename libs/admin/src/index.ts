export * from './admin.module.js';
export * from './api-key/api-key.js';
export * from './sign-in/sign-in.entity.js';
export * from './sign-in/sign-in.service.js';
