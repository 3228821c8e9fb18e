export { AuditRetention } from './audit/audit-retention.js';
export { AdminModule } from './admin.module.js';
export { ApiKey } from './api-key/api-key.entity.js';
export { ApiKeyService } from './api-key/api-key.service.js';
export { Role } from './role/role.entity.js';
export { Team } from './team/team.entity.js';
export { SignIn } from './sign-in/sign-in.entity.js';
export { SignInService } from './sign-in/sign-in.service.js';
