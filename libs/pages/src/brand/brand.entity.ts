import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

const Line = (length: number) => Column({ type: 'varchar', length, nullable: true });

/** Who speaks: on pages, and in letters that name it. */
@Entity('brand')
export class Brand extends BaseEntity {
  /** Domain of the senders that it is for; empty for the one of all others. */
  @Column({ type: 'varchar', length: 255 })
  senderDomain: string;

  @Line(255)
  name: string | null;

  /** Key of a picture of the library. */
  @Column({ type: 'int', nullable: true })
  logoId: number | null;

  /** `#rrggbb` */
  @Line(7)
  accentColor: string | null;

  /** `#rrggbb` */
  @Line(7)
  backgroundColor: string | null;

  @Line(1000)
  postalAddress: string | null;

  @Line(2000)
  websiteUrl: string | null;

  @Line(2000)
  imprintUrl: string | null;

  @Line(2000)
  privacyUrl: string | null;

  @Line(254)
  supportAddress: string | null;
}
