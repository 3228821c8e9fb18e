import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, flag, line, nullable } from './columns.js';

/** Words and flags of their own for what stood in texts. */
export class TheHouse0005 implements MigrationInterface {
  name = 'TheHouse1780000000005';

  async up(runner: QueryRunner): Promise<void> {
    // Beside the type, so that a campaign of any channel can only inform.
    await addColumn(runner, 'campaign', 'informational', flag);
    await runner.query(`UPDATE {campaign} SET informational = 1 WHERE type = 'Informational Email'`);
    // Who said the last of an address; until now only the words told.
    await addColumn(runner, 'address_status', 'last_event_by', nullable(line(10)));
    await runner.query(
      `UPDATE {address_status} SET last_event_by =
         CASE WHEN last_event LIKE 'hard bounce: %' OR last_event = 'complaint'
           OR last_event LIKE '% soft bounces in %' THEN 'report' ELSE 'person' END
       WHERE last_event IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('address_status', 'last_event_by');
    await runner.dropColumn('campaign', 'informational');
  }
}
