import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The shop's tables, in the shop's own history. */
export class CreateShop1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [
      `CREATE TABLE customer (
         id INT AUTO_INCREMENT PRIMARY KEY,
         firstName VARCHAR(100) NOT NULL,
         lastName VARCHAR(100) NOT NULL,
         mail VARCHAR(190) NOT NULL,
         otherMail VARCHAR(190) NULL,
         city VARCHAR(100) NULL,
         language VARCHAR(10) NOT NULL DEFAULT 'en',
         deletedAt DATETIME(6) NULL)`,
      `CREATE TABLE subscription (
         customerId INT NOT NULL,
         magazine VARCHAR(40) NOT NULL,
         reader VARCHAR(100) NOT NULL,
         mail VARCHAR(190) NOT NULL,
         PRIMARY KEY (customerId, magazine))`,
      `CREATE TABLE shop_order (
         id INT AUTO_INCREMENT PRIMARY KEY,
         customerId INT NOT NULL,
         total DECIMAL(10, 2) NOT NULL,
         campaign VARCHAR(24) NULL)`,
      `CREATE TABLE setting (name VARCHAR(40) PRIMARY KEY, value VARCHAR(200) NOT NULL)`,
      `CREATE TABLE shop_user (
         id INT AUTO_INCREMENT PRIMARY KEY,
         login VARCHAR(190) NOT NULL,
         token VARCHAR(64) NOT NULL,
         mayWriteLetters TINYINT NOT NULL DEFAULT 0)`,
    ])
      await runner.query(table);
    await runner.query(
      `INSERT INTO shop_user (login, token, mayWriteLetters) VALUES ('mia', 'mia-token', 1), ('tom', 'tom-token', 0)`,
    );
    await runner.query(`INSERT INTO setting VALUES ('currency', 'EUR')`);
    await runner.query(
      `INSERT INTO customer (firstName, lastName, mail, city) VALUES ('Ada', 'Byron', 'Ada@readers.example', 'London')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['shop_user', 'setting', 'shop_order', 'subscription', 'customer'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
