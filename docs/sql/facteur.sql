-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/facteur/src/backup/serials.repository.ts

-- SerialsRepository.leaveGap
-- Leaves a gap in the numbers of all tables: what was made after a backup and is lost has numbers in letters that were sent, and nobody
-- else's row may ever get one of them. A host's tables are left alone.
UPDATE sqlite_sequence
SET seq = seq + ?
WHERE name IN (${…})

-- SerialsRepository.leaveGap
-- Leaves a gap in the numbers of all tables: what was made after a backup and is lost has numbers in letters that were sent, and nobody
-- else's row may ever get one of them. A host's tables are left alone.
SELECT table_name AS name, auto_increment AS next
FROM information_schema.tables
WHERE table_schema = DATABASE()
  AND auto_increment IS NOT NULL
  AND table_name IN (${…})

-- SerialsRepository.leaveGap
-- Leaves a gap in the numbers of all tables: what was made after a backup and is lost has numbers in letters that were sent, and nobody
-- else's row may ever get one of them. A host's tables are left alone.
ALTER TABLE ${…} AUTO_INCREMENT = ${…}


-- ==== libs/facteur/src/health/health.repository.ts

-- HealthRepository.ask
-- @throws when the database does not answer.
SELECT 1 AS one


-- ==== libs/facteur/src/health/server-clock.repository.ts

-- ServerClockRepository.secondsApart
-- Seconds that the database's clock is ahead of this machine's.
SELECT ${…} AS seconds


-- ==== libs/facteur/src/metrics/metrics.repository.ts

-- MetricsRepository.mailings
SELECT status AS state, COUNT(*) AS count, COUNT(hold_code) AS held
FROM mailing
WHERE archived_at IS NULL
GROUP BY status

-- MetricsRepository.queue
-- Items of mailings that are going out.
SELECT q.status AS state, COUNT(*) AS count
FROM mailing m
JOIN queue_item q ON q.mailing_id = m.id
WHERE m.status IN ('In Process', 'Paused')
GROUP BY q.status

-- MetricsRepository.oldestDue
-- The moment since which the item that has waited longest could have gone.
SELECT MIN(q.next_attempt_at) AS due
FROM mailing m
JOIN queue_item q ON q.mailing_id = m.id
WHERE m.status = 'In Process'
  AND q.status = 'Pending'
  AND q.next_attempt_at <= ?

-- MetricsRepository.outcomes
-- What happened to messages since the beginning, by name: sent, opened, bounced …
SELECT name, SUM(value) AS count
FROM campaign_counter
WHERE tracking_url_id = 0
GROUP BY name

-- MetricsRepository.jobs
SELECT j.job, j.status, j.last_run_at AS "lastRunAt", j.next_run_at AS "nextRunAt", (
    SELECT r.status
    FROM scheduled_job_run r
    WHERE r.job_id = j.id
    ORDER BY r.started_at DESC, r.id DESC
    LIMIT 1
  ) AS "lastStatus"
FROM scheduled_job j

-- MetricsRepository.mailboxes
SELECT name, last_success_at AS "lastSuccessAt", last_error AS "lastError"
FROM group_mailbox
WHERE status = 'Active'


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

-- SchemaRepository.compareMigrations
-- Names of this release's migrations that did not run, and of those that ran and it does not know.
SELECT name FROM ${…}

-- SchemaRepository.alone
-- One process at a time, by a named lock of the database (MySQL and MariaDB).
SELECT GET_LOCK(CONCAT('facteur migration ', DATABASE()), 120)

-- SchemaRepository.alone
-- One process at a time, by a named lock of the database (MySQL and MariaDB).
SELECT RELEASE_LOCK(CONCAT('facteur migration ', DATABASE()))
