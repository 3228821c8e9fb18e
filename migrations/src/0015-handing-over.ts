import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, count, createTable, dropColumn, flag, line, whole } from './columns.js';

export class HandingOver0015 implements MigrationInterface {
  name = 'HandingOver1780000000015';

  async up(runner: QueryRunner): Promise<void> {
    // How long messages took to be handed over, all processes together: for numbers alone.
    await createTable(runner, 'handover_time', {
      // Messages that took at most so many milliseconds, and more than the next lower row says; 0: longer than all.
      columns: { channel: line(20), up_to_ms: whole, messages: count, total_ms: count },
      primary: ['channel', 'up_to_ms'],
    });
    // Which batch is granted just now: what was granted before is not given back into it.
    await addColumn(runner, 'mailing', 'batch_turn', flag);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'mailing', 'batch_turn');
    await runner.dropTable('handover_time');
  }
}
