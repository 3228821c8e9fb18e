import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, dropColumn, line, nullable } from './columns.js';

export class WhoTheyAre0016 implements MigrationInterface {
  name = 'WhoTheyAre1780000000016';

  async up(runner: QueryRunner): Promise<void> {
    // The CRM user that somebody who signs in is.
    await addColumn(runner, 'sign_in', 'user_id', nullable(line(100)));
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'sign_in', 'user_id');
  }
}
