export { DevInbox, type ReceivedMessage } from './inbox.js';
