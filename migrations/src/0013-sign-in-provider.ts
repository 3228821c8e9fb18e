import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { addColumn, type Column, dropColumn, exact, nullable } from './columns.js';

/** Whom an OpenID provider calls by which name: together they are one person (OpenID Connect Core 1.0, 5.7). */
const COLUMNS: Record<string, Column> = { issuer: nullable(exact(255)), subject: nullable(exact(255)) };
const INDEX = 'ux_sign_in_subject';

/** People who sign in by their firm's OpenID provider. */
export class SignInProvider0013 implements MigrationInterface {
  name = 'SignInProvider1780000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, column] of Object.entries(COLUMNS)) await addColumn(runner, 'sign_in', name, column);
    await runner.createIndex(
      'sign_in',
      new TableIndex({ name: INDEX, columnNames: Object.keys(COLUMNS), isUnique: true }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('sign_in', INDEX);
    for (const name of Object.keys(COLUMNS)) await dropColumn(runner, 'sign_in', name);
  }
}
