import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** The host's own migration, in the same history as Facteur's. */
export class CreateClub0001 implements MigrationInterface {
  name = 'CreateClub1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'club_member',
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'nickname', type: 'varchar', length: '100' },
          { name: 'mail', type: 'varchar', length: '190', isNullable: true },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('club_member');
  }
}
