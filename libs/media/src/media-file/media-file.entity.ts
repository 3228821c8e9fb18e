import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

/** A file of the library. Its content is stored by `hash`, which several may share. */
@Entity('media_file')
export class MediaFile extends BaseEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  /** What whoever cannot see it reads; empty for decoration, null while nobody said. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  alt: string | null;

  @Column({ type: 'varchar', length: 100 })
  contentType: string;

  @Column({ type: 'int' })
  size: number;

  /** Pixels; null for what is no picture. */
  @Column({ type: 'int', nullable: true })
  width: number | null;

  @Column({ type: 'int', nullable: true })
  height: number | null;

  /** First 40 hex digits of SHA-256 of the content. */
  @Column({ type: 'varchar', length: 40 })
  hash: string;
}
