import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, flag } from './columns.js';

/** Words and flags of their own for what stood in texts (issue 9). */
export class TheHouse0005 implements MigrationInterface {
  name = 'TheHouse1780000000005';

  async up(runner: QueryRunner): Promise<void> {
    // Beside the type, so that a campaign of any channel can only inform.
    await addColumn(runner, 'campaign', 'informational', flag);
    await runner.query(`UPDATE campaign SET informational = 1 WHERE type = 'Informational Email'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('campaign', 'informational');
  }
}
