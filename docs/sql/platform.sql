-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/platform/src/audit/audit.repository.ts

-- AuditRepository.add
INSERT INTO audit_record
  (public_id, created_at, modified_at, actor, action, subject_type, subject_id, subject_name, details, address)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- AuditRepository.forgetSubjects
UPDATE audit_record
SET subject_id = NULL, subject_name = NULL
WHERE subject_id IN (${…})

-- AuditRepository.removeSome
-- The oldest of those from before a moment. @returns how many
SELECT MAX(id) AS id
FROM (
  SELECT id
  FROM audit_record
  WHERE created_at < ?
  ORDER BY created_at, id
  LIMIT ${…}
) oldest

-- AuditRepository.removeSome
-- The oldest of those from before a moment. @returns how many
DELETE FROM audit_record
WHERE created_at < ?
  AND id <= ?


-- ==== libs/platform/src/belonging/belonging.repository.ts

-- BelongingRepository.ofTeam
-- The first things that belong to a team.
SELECT '${…}' AS type, public_id AS id, name
FROM ${…}
WHERE team_id = ?

-- BelongingRepository.ofTeam
-- The first things that belong to a team.
UNION ALL

-- BelongingRepository.among
-- Those of the ids that are things which a condition does not let through.
SELECT x.public_id AS id
FROM ${…} x
${…}
WHERE x.public_id IN (${…})
  AND NOT (${…})

-- BelongingRepository.among
-- Those of the ids that are things which a condition does not let through.
LEFT JOIN ${…} p ON p.id = x.${…}

-- BelongingRepository.among
-- Those of the ids that are things which a condition does not let through.
UNION ALL


-- ==== libs/platform/src/database/row-lock.repository.ts

-- lockRow
-- The row of a table by its public id: nobody else changes it until the transaction ends. @param table never what a user typed
SELECT id
FROM ${…}
WHERE public_id = ? ${…}


-- ==== libs/platform/src/limits/rate-limit.repository.ts

-- RateLimitRepository.count
-- One more; the first of a new window where the old one began before `start`. @returns the count, with this one.
INSERT INTO rate_limit (key_hash, hits, since)
VALUES (?, 1, ?)
${…}

-- RateLimitRepository.count
-- One more; the first of a new window where the old one began before `start`. @returns the count, with this one.
SELECT hits, since
FROM rate_limit
WHERE key_hash = ?

-- RateLimitRepository.countOneLess
UPDATE rate_limit
SET hits = hits - 1
WHERE key_hash = ?
  AND hits > 0

-- RateLimitRepository.remove
DELETE FROM rate_limit
WHERE key_hash = ?

-- RateLimitRepository.hasBegunSince
SELECT 1
FROM rate_limit
WHERE key_hash = ?
  AND since >= ?

-- RateLimitRepository.removeThoseBefore
DELETE FROM rate_limit
WHERE since < ?


-- ==== libs/platform/src/notifications/notification.repository.ts

-- NotificationRepository.add
-- The same mark once.
INSERT INTO notification
  (public_id, created_at, modified_at, mark, person, needs, said_by, kind,
   subject_type, subject_id, subject_name, params, mail_due)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
${…}

-- NotificationRepository.of
-- The newest first.
SELECT n.id, n.public_id AS "publicId", n.created_at AS at, n.kind, n.subject_type AS "subjectType",
  n.subject_id AS "subjectId", n.subject_name AS "subjectName", n.params,
  CASE WHEN n.id <= COALESCE(s.seen, 0) THEN 1 ELSE 0 END AS "isSeen"
FROM notification n
LEFT JOIN notification_seen s ON s.person = ?
WHERE ${…}
ORDER BY n.id DESC
LIMIT ${…}

-- NotificationRepository.saw
-- Up to one, and never back.
INSERT INTO notification_seen (person, seen)
VALUES (?, ?)
${…}

-- NotificationRepository.choices
SELECT kind, no_bell AS "noBell", no_mail AS "noMail"
FROM notification_choice
WHERE person = ?

-- NotificationRepository.mailChoices
-- Whether several people want no mail of a kind; nothing of those who never said.
SELECT person, no_mail AS "noMail"
FROM notification_choice
WHERE kind = ?
  AND person IN (${…})

-- NotificationRepository.choose
INSERT INTO notification_choice (person, kind, no_bell, no_mail)
VALUES (?, ?, ?, ?)
${…}

-- NotificationRepository.dueMails
-- What could not be written since a moment is not written any more.
SELECT id, kind, person, needs, said_by AS "by", subject_id AS "subjectId",
  subject_name AS "subjectName", params
FROM notification
WHERE mail_due IS NOT NULL
  AND created_at > ?
ORDER BY mail_due, id
LIMIT 100

-- NotificationRepository.takeMail
UPDATE notification
SET mail_due = NULL
WHERE id = ?
  AND mail_due IS NOT NULL

-- NotificationRepository.dropMails
-- No mail is written of those that there are by now.
UPDATE notification
SET mail_due = NULL
WHERE mail_due IS NOT NULL

-- NotificationRepository.takeBack
DELETE FROM notification
WHERE kind = ?
  AND subject_id = ?

-- NotificationRepository.giveMailBack
UPDATE notification
SET mail_due = ?
WHERE id = ?

-- NotificationRepository.forgetBefore
-- @returns how many went
DELETE FROM notification
WHERE created_at < ?

-- theirs
-- What is for a reader, and what they want; a condition on `notification n`.
(n.person = ?${…})
AND (n.said_by IS NULL OR n.said_by <> ?)
AND NOT EXISTS (
  SELECT 1
  FROM notification_choice c
  WHERE c.person = ?
    AND c.kind = n.kind
    AND c.no_bell = 1)


-- ==== libs/platform/src/process/row-leases.repository.ts

-- RowLeases.claim
-- @returns the mark to renew and release with, or undefined while another has the row.
UPDATE ${…}
SET ${…}
WHERE id = ?
  ${…}
  AND (${…} IS NULL OR ${…} < ? OR ${…} = ?)

-- RowLeases.renew
-- @returns false when another has taken over.
UPDATE ${…}
SET ${…}
WHERE id = ?
  AND ${…} = ?

-- RowLeases.release
-- Lets go of the row. @returns false, and changes nothing, when another has taken over.
UPDATE ${…}
SET ${…}
WHERE id = ?
  AND ${…} = ?

-- RowLeases.goneHolderOf
-- The mark of a holder that is known to be dead; a mark that nobody has where there is none.
SELECT ${…} AS mark
FROM ${…}
WHERE id = ?


-- ==== libs/platform/src/secrets/sealed-columns.repository.ts

-- SealedColumns.rewriteIn
SELECT id, ${…}
FROM ${…} ${…}

-- SealedColumns.rewriteIn
UPDATE ${…}
SET ${…} = ?
WHERE id = ?


-- ==== libs/platform/src/settings/settings.repository.ts

-- SettingsRepository.find
SELECT value
FROM setting
WHERE name = ?

-- SettingsRepository.findLocked
-- Nobody else writes it until the transaction ends.
SELECT value
FROM setting
WHERE name = ? ${…}

-- SettingsRepository.save
-- Makes it, or puts it in the place of what there is.
INSERT INTO setting (name, value, modified_at)
VALUES (?, ?, ?)
${…}

-- SettingsRepository.addUnlessThere
-- Makes it where there is none; whoever was first wins.
INSERT INTO setting (name, value, modified_at)
VALUES (?, ?, ?)
${…}

-- SettingsRepository.replace
UPDATE setting
SET value = ?,
    modified_at = ?
WHERE name = ?

-- SettingsRepository.reword
-- Says the same in another way, so it stays as old as it is.
UPDATE setting
SET value = ?
WHERE name = ?
