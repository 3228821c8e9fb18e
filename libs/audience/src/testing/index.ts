/* For the tests of plugins: contracts that an implementation can be checked against. */
export { type ContractCheck, recordSourceContract } from './record-source-contract.js';
