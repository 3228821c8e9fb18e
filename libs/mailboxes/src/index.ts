export * from './check-mailboxes.js';
export * from './group-mailbox/group-mailbox.entity.js';
export * from './inbound/inbound-mail.service.js';
export * from './mailboxes.module.js';
export * from './reader/read-bounce.js';
export * from './reader/read-inbound.js';
export * from './reader/verdict.js';
export * from './webhooks/webhook.controller.js';
