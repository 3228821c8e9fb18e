import { Column } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

/** A line of text that may be missing. */
export const LineColumn = (length: number) => Column({ type: 'varchar', length, nullable: true });

/** What accounts, contacts, leads and users have in common. Their addresses are rows of `crm_address`. */
export abstract class CrmRecord extends BaseEntity {
  @LineColumn(50)
  phoneNumber: string | null;

  @LineColumn(255)
  addressStreet: string | null;

  @LineColumn(100)
  addressCity: string | null;

  @LineColumn(100)
  addressState: string | null;

  @LineColumn(40)
  addressPostalCode: string | null;

  @LineColumn(100)
  addressCountry: string | null;

  /** Language to write in (BCP 47). */
  @LineColumn(35)
  language: string | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;
}

/** What contacts, leads and users have in common. */
export abstract class CrmPerson extends CrmRecord {
  @LineColumn(100)
  firstName: string | null;

  @LineColumn(100)
  lastName: string | null;

  @LineColumn(100)
  title: string | null;
}
