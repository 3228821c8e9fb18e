import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, createTable, line, whole } from './columns.js';

/** How long messages took to be handed over, all processes together: for numbers alone. */
export class HandoverTimes0015 implements MigrationInterface {
  name = 'HandoverTimes1780000000015';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'handover_time', {
      // Messages that took at most so many milliseconds, and more than the next lower row says; 0: longer than all.
      columns: { channel: line(20), up_to_ms: whole, messages: count, total_ms: count },
      primary: ['channel', 'up_to_ms'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('handover_time');
  }
}
