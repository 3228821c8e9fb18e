export * from './crm.module.js';
export * from './record/crm-record.entity.js';
export { serviceToken } from './record/crm-record.controllers.js';
export { CrmRecordService } from './record/crm-record.service.js';
