export { CrmModule } from './crm.module.js';
export { crmEntities } from './kinds.js';
export { CrmRecordServices } from './record/crm-record-services.js';
