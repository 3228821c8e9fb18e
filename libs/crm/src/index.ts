export * from './crm.module.js';
export * from './record/crm-record.entity.js';
