-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/facteur/src/alarms/alarm-sql.ts

-- ALARMS
FROM alarm m


-- ==== libs/facteur/src/alarms/alarm.repository.ts

-- AlarmRepository.open
SELECT id, public_id AS "publicId", code, detail, since, told_at AS "toldAt",
  tell_error AS "tellError", modified_at AS "modifiedAt"
FROM alarm
WHERE ended_at IS NULL

-- AlarmRepository.add
INSERT INTO alarm (public_id, created_at, modified_at, code, detail, mend, since)
VALUES (?, ?, ?, ?, ?, ?, ?)

-- AlarmRepository.told
-- @returns whether nobody else told of it meanwhile
UPDATE alarm
SET told_at = ?, modified_at = ?, detail = ?, tell_error = NULL
WHERE id = ?
  AND told_at IS NULL

-- AlarmRepository.notTold
-- Nobody could be told, so nobody was: it is tried again.
UPDATE alarm
SET told_at = NULL, tell_error = ?, modified_at = ?
WHERE id = ?

-- AlarmRepository.end
-- @returns whether nobody else ended it meanwhile; one that nobody was to be told of is forgotten.
DELETE FROM alarm
WHERE id = ?
  AND told_at IS NULL
  AND tell_error IS NULL

-- AlarmRepository.end
-- @returns whether nobody else ended it meanwhile; one that nobody was to be told of is forgotten.
UPDATE alarm
SET ended_at = ?, modified_at = ?
WHERE id = ?
  AND ended_at IS NULL

-- AlarmRepository.forgetOpen
-- What was broken where a backup was taken says nothing of here.
DELETE FROM alarm
WHERE ended_at IS NULL

-- AlarmRepository.admins
-- Addresses of admins who may sign in.
SELECT email
FROM sign_in
WHERE role = 'admin'
  AND status = 'Active'
ORDER BY id
LIMIT 20

-- AlarmRepository.lately
-- What became of the mailings that began since a moment, by name of the counter.
SELECT k.name, SUM(k.value) AS total
FROM mailing g
JOIN campaign_counter k ON k.campaign_id = g.campaign_id AND k.mailing_id = g.id
WHERE g.queued_at >= ?
  AND k.tracking_url_id = 0
  AND k.name IN ('sent', 'hardBounced', 'softBounced', 'complained', 'optedOut')
GROUP BY k.name

-- AlarmRepository.unconfirmed
-- Messages that are Unconfirmed, of mailings that began since a moment and that whoever asks may see.
SELECT COUNT(*) AS total, MIN(g.name) AS name
FROM mailing g
LEFT JOIN campaign c ON c.id = g.campaign_id
JOIN queue_item q ON q.mailing_id = g.id
WHERE g.queued_at >= ?
  AND q.status = 'Unconfirmed'
  AND ${…}


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
INSERT INTO sqlite_sequence (name, seq)
SELECT name, ?
FROM sqlite_master
WHERE type = 'table'
  AND sql LIKE '%AUTOINCREMENT%'
  AND name IN (${…})
  AND name NOT IN (SELECT name FROM sqlite_sequence)

-- SerialsRepository.leaveGap
-- Leaves a gap in the numbers of all tables: what was made after a backup and is lost has numbers in letters that were sent, and nobody
-- else's row may ever get one of them. A host's tables are left alone.
SELECT table_name AS name
FROM information_schema.columns
WHERE table_schema = DATABASE()
  AND extra = 'auto_increment'
  AND table_name IN (${…})

-- SerialsRepository.leaveGap
-- Leaves a gap in the numbers of all tables: what was made after a backup and is lost has numbers in letters that were sent, and nobody
-- else's row may ever get one of them. A host's tables are left alone.
SELECT MAX(id) AS id FROM ${…}

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


-- ==== libs/facteur/src/health/test-bounce.repository.ts

-- TestBounceRepository.lastReport
-- The last report that there is: what comes back comes after it.
SELECT MAX(id) AS last
FROM delivery_report

-- TestBounceRepository.cameBack
-- When a bounce about an address was read, of those that came after a report.
SELECT created_at AS at
FROM delivery_report
WHERE id > ?
  AND kind IN ('hard', 'soft')
  AND LOWER(address) = ?
ORDER BY id
LIMIT 1


-- ==== libs/facteur/src/listening/event-feed.repository.ts

-- EventFeedRepository.advance
-- Writes notes down, and lets what has settled since the last time be told.
INSERT INTO event_note (type, subject_id, at)
SELECT ?, x.public_id, x.${…}
FROM ${…} x
WHERE x.${…} >= ?
  AND ${…}
${…}

-- EventFeedRepository.forgetNotes
DELETE FROM event_note
WHERE at < ?

-- EventFeedRepository.reached
SELECT MAX(id) AS id FROM ${…}

-- EventFeedRepository.messages
SELECT l.id, l.action, l.action_date AS "actionDate",
  l.target_type AS "targetType", l.target_id AS "targetId",
  l.address, l.is_bot AS "isBot", l.details,
  c.public_id AS "campaignId", g.public_id AS "massEmailId", u.public_id AS "trackingUrlId", u.url
FROM campaign_log_record l
JOIN campaign c ON c.id = l.campaign_id
LEFT JOIN mailing g ON g.id = l.mailing_id
LEFT JOIN tracking_url u ON u.id = l.tracking_url_id
WHERE l.id > ?
  AND l.id <= ?
  AND l.is_test = 0
  AND l.action IN (${…})
  AND ${…}
ORDER BY l.id
LIMIT ?

-- EventFeedRepository.notes
SELECT n.id, n.type, n.subject_id AS "subjectId", n.at, COALESCE(g.name, t.name) AS name,
  g.status, g.hold_reason AS "holdReason", t.entry_count AS "entryCount", a.code, a.detail
FROM event_note n
LEFT JOIN mailing g ON g.public_id = n.subject_id
LEFT JOIN campaign c ON c.id = g.campaign_id
LEFT JOIN target_list t ON t.public_id = n.subject_id
LEFT JOIN alarm a ON a.public_id = n.subject_id
WHERE n.id > ?
  AND n.id <= ?
  AND n.type IN (${…})
  AND ${…}
  AND ${…}
ORDER BY n.id
LIMIT ?

-- EventFeedRepository.search
-- By halves: twenty looks at a primary key for a million rows. @returns the last row before the moment
SELECT ${…} AS at
FROM ${…}
WHERE id <= ?
ORDER BY id DESC
LIMIT 1


-- ==== libs/facteur/src/listening/webhook-sql.ts

-- WEBHOOKS
FROM webhook w


-- ==== libs/facteur/src/listening/webhook.repository.ts

-- WebhookRepository.due
-- Those that are told, and whose pause after a failure is over.
SELECT id
FROM webhook
WHERE status <> 'Off'
  AND (next_attempt_at IS NULL OR next_attempt_at <= ?)

-- WebhookRepository.told
-- It was told. @returns false where somebody changed it meanwhile (off, replay), which then counts
UPDATE webhook
SET told_log = ?, told_note = ?, last_success_at = COALESCE(?, last_success_at),
  status = 'Active', failures = 0, failing_since = NULL, next_attempt_at = NULL, last_error = NULL
WHERE id = ?
  AND told_log = ?
  AND told_note = ?
  AND status <> 'Off'

-- WebhookRepository.failed
-- It could not be told.
UPDATE webhook
SET status = ?, failures = failures + 1, failing_since = ?, last_error = ?, next_attempt_at = ?
WHERE id = ?
  AND status <> 'Off'

-- WebhookRepository.failing
-- Names of those that are switched off because they failed, or fail.
SELECT name, status, last_error AS "lastError"
FROM webhook
WHERE last_error IS NOT NULL
ORDER BY id


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

-- MetricsRepository.byReceivers
-- The same by group of receivers, for the largest of them: the rest of the world is many.
SELECT b.bucket AS receivers, b.name, SUM(b.value) AS count
FROM (
  SELECT bucket
  FROM campaign_breakdown
  WHERE kind = 'group'
    AND name = 'sent'
  GROUP BY bucket
  ORDER BY SUM(value) DESC, bucket
  LIMIT ${…}
) largest
JOIN campaign_breakdown b ON b.bucket = largest.bucket
WHERE b.kind = 'group'
GROUP BY b.bucket, b.name

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


-- ==== libs/facteur/src/notifications/people-who-may.repository.ts

-- PeopleWhoMay.withoutDisabled
-- People but for those who have a sign-in here and may not use it.
SELECT email
FROM sign_in
WHERE status <> 'Active'
  AND email IN (${…})

-- PeopleWhoMay.addresses
-- Addresses of active people; those whose role reaches their own things alone answer nothing for others.
-- @param teamId whose thing it is; null: everybody's
SELECT a.email
FROM sign_in a
LEFT JOIN role r ON r.public_id = a.role
WHERE a.status = 'Active'
  AND (a.role IN (${…}) OR r.permissions LIKE ?)
  AND (r.id IS NULL OR r.reach = 'all' OR (r.reach = 'team' AND (? IS NULL OR a.teams LIKE ?)))
ORDER BY a.id
LIMIT ${…}


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
