import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, line, nullable } from './columns.js';

export class WhoseWord0017 implements MigrationInterface {
  name = 'WhoseWord1780000000017';

  async up(runner: QueryRunner): Promise<void> {
    // Each mark of an address has somebody whose word it is; who said the last of it tells neither.
    await addColumn(runner, 'address_status', 'opted_out_by', nullable(line(10)));
    await addColumn(runner, 'address_status', 'invalid_by', nullable(line(10)));
    await runner.query(
      `UPDATE {address_status}
       SET opted_out_by = CASE WHEN opted_out = 1 THEN last_event_by END,
           invalid_by = CASE WHEN invalid = 1 THEN last_event_by END`,
    );
    await dropColumn(runner, 'address_status', 'last_event_by');
  }

  async down(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'address_status', 'last_event_by', nullable(line(10)));
    await runner.query(
      `UPDATE {address_status}
       SET last_event_by = COALESCE(
         CASE WHEN opted_out = 1 THEN opted_out_by END,
         CASE WHEN invalid = 1 THEN invalid_by END,
         'person')
       WHERE last_event IS NOT NULL`,
    );
    await dropColumn(runner, 'address_status', 'invalid_by');
    await dropColumn(runner, 'address_status', 'opted_out_by');
  }
}
