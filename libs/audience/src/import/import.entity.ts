import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

export const IMPORT_STATUSES = ['Running', 'Complete', 'Failed', 'Cancelled'] as const;

const count = () => Column({ type: 'int', default: 0 });

/** One file on its way in. */
@Entity('import_run')
export class ImportRun extends BaseEntity {
  @Column({ type: 'varchar', length: 40 })
  targetType: string;

  @Column({ type: 'varchar', length: 255 })
  fileName: string;

  @Column({ type: 'varchar', length: 1000 })
  filePath: string;

  /** JSON; see ImportOptions. */
  @Column({ type: 'text' })
  options: string;

  /** One of {@link IMPORT_STATUSES}. */
  @Column({ type: 'varchar', length: 12 })
  status: string;

  /** Check first, Write then. */
  @Column({ type: 'varchar', length: 12 })
  phase: string;

  @Column({ type: 'int', nullable: true })
  totalRows: number | null;

  /** Of this phase. */
  @count()
  processedRows: number;

  @count()
  createdCount: number;

  @count()
  updatedCount: number;

  /** Of a rehearsal: good rows that would make a record. */
  @count()
  wouldCreate: number;

  /** Of a rehearsal: good rows that would change one. */
  @count()
  wouldUpdate: number;

  @count()
  skippedCount: number;

  @count()
  errorCount: number;

  @Column({ type: 'int', nullable: true })
  listId: number | null;

  /** A list that is made when the rows are written. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  listName: string | null;

  /** Who brought it. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  actor: string | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  heldBy: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  heldUntil: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  finishedAt: Date | null;

  /** When it was taken back. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  undoneAt: Date | null;
}
