export { CrmModule } from './crm.module.js';
export { crmEntities } from './kinds.js';
export { CrmAddresses } from './record/crm-addresses.js';
export { CrmRecordServices } from './record/crm-record-services.js';
