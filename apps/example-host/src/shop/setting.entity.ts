import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The shop's own settings; Facteur has a table of that name too, and neither minds. */
@Entity('setting')
export class Setting {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  name: string;

  @Column({ type: 'varchar', length: 200 })
  value: string;
}
