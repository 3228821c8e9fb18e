/* For the tests of plugins, and of this lib: contracts that an implementation can be checked against, and inner parts. */
export { type ChannelSample, channelContract } from './channel-contract.js';
export { type TransportSample, transportContract } from './transport-contract.js';
export { ItemArchive } from '../queue/item-archive.repository.js';
export { QueueRepository } from '../queue/queue.repository.js';
export { RECIPIENT_RULES, REASONS } from '../recipients/recipient-rules-sql.js';
export { SendingProcess } from '../sending/sending-process.js';
export { Settlement } from '../sending/settlement.js';
