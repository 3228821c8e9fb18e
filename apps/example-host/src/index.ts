export { ClubMember } from './club/club-member.entity.js';
export { ClubMemberSource } from './club/club-member.source.js';
export { HostModule } from './host.module.js';
