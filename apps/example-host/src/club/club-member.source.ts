import { type RecordSource, RecordSourcePlugin, type TargetRecord } from '@facteur/audience';
import { text } from '@facteur/platform';
import { DataSource, In } from 'typeorm';
import { ClubMember } from './club-member.entity.js';

/** What it takes to make the host's members targets: one class, provided in a module. */
@RecordSourcePlugin()
export class ClubMemberSource implements RecordSource {
  readonly targetType = 'ClubMember';
  readonly order = 100;
  readonly list = {
    noun: 'club member',
    from: 'club_member r',
    columns: { id: text('r.id'), nickname: text('r.nickname'), mail: text('r.mail') },
    search: ['nickname', 'mail'],
    sortBy: 'nickname:ASC',
    tieBreak: 'r.id',
  };
  readonly placeholders = { person: ['firstName'], member: ['nickname'] };

  constructor(private readonly dataSource: DataSource) {}

  addresses(channel: string): string | undefined {
    if (channel !== 'email') return undefined;
    return `SELECT id AS target_id, mail AS address, LOWER(TRIM(mail)) AS address_key, 1 AS is_primary FROM club_member WHERE mail IS NOT NULL`;
  }

  async load(ids: string[]): Promise<Map<string, TargetRecord>> {
    if (ids.length === 0) return new Map();
    const members = await this.dataSource.manager.findBy(ClubMember, { id: In(ids) });
    return new Map(
      members.map(({ id, nickname }) => [
        id,
        {
          targetType: this.targetType,
          targetId: id,
          name: nickname,
          scopes: { person: { firstName: nickname }, member: { nickname } },
        },
      ]),
    );
  }
}
