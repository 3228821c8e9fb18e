-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/facteur/src/schema.repository.ts

-- SchemaRepository.charset
-- Of MySQL and MariaDB.
SELECT @@character_set_database AS charset

-- SchemaRepository.tables
-- Names of all tables that are there, whoever made them.
SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()

-- SchemaRepository.tables
-- Names of all tables that are there, whoever made them.
SELECT name FROM sqlite_master WHERE type = 'table'

-- SchemaRepository.collation
-- In which Facteur keeps the ids of records (MySQL and MariaDB): that of the database when the tables were made.
SELECT collation_name AS collation FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = ? AND column_name = 'target_id'

-- SchemaRepository.lacksMigrations
-- Whether a migration of this release has not run; asked without writing anything, which TypeORM does not.
SELECT name FROM ${…}

-- SchemaRepository.alone
-- One process at a time, by a named lock of the database (MySQL and MariaDB).
SELECT GET_LOCK(CONCAT('facteur migration ', DATABASE()), 120)

-- SchemaRepository.alone
-- One process at a time, by a named lock of the database (MySQL and MariaDB).
SELECT RELEASE_LOCK(CONCAT('facteur migration ', DATABASE()))
