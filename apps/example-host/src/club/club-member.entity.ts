import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A record of the host: nothing in it knows of Facteur. */
@Entity('club_member')
export class ClubMember {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  @Column({ type: 'varchar', length: 100 })
  nickname: string;

  @Column({ type: 'varchar', length: 190, nullable: true })
  mail: string | null;
}
