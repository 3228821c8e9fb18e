-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/mailboxes/src/group-mailbox/group-mailbox-sql.ts

-- GROUP_MAILBOXES
FROM group_mailbox b


-- ==== libs/mailboxes/src/group-mailbox/group-mailbox.repository.ts

-- GroupMailboxRepository.watching
-- The boxes that take the bounces of an account; so many as are named.
SELECT public_id AS id, name
FROM group_mailbox
WHERE smtp_account_id = ?
ORDER BY id
LIMIT ${…}


-- ==== libs/mailboxes/src/imap/folder-positions.repository.ts

-- FolderPositions.ofMailbox
SELECT path, uid_validity, last_uid, last_error
FROM group_mailbox_folder
WHERE mailbox_id = ?
ORDER BY path

-- FolderPositions.write
-- Members that are not given keep what they hold.
INSERT INTO group_mailbox_folder
  (mailbox_id, path, uid_validity, last_uid, last_error)
VALUES (?, ?, ?, ?, ?)
${…}


-- ==== libs/mailboxes/src/inbound/inbound-message-sql.ts

-- INBOUND_MESSAGES
FROM inbound_message i
LEFT JOIN group_mailbox b ON b.id = i.mailbox_id
LEFT JOIN queue_item q ON q.id = i.queue_item_id
LEFT JOIN queue_item_archive a ON a.id = i.queue_item_id
LEFT JOIN mailing g ON g.id = COALESCE(q.mailing_id, a.mailing_id)
LEFT JOIN campaign c ON c.id = g.campaign_id


-- ==== libs/mailboxes/src/inbound/inbound-personal-data.repository.ts

-- InboundPersonalDataRepository.ofPerson
SELECT kind, from_address AS "from", subject, created_at AS "createdAt", raw
FROM inbound_message
WHERE ${…}

-- InboundPersonalDataRepository.forget
-- That something came, and what was made of it, stays. @returns how many rows were changed.
UPDATE inbound_message
SET from_address = NULL, subject = NULL, message_id = NULL, raw = NULL, raw_until = NULL
WHERE ${…}


-- ==== libs/mailboxes/src/inbound/inbound.repository.ts

-- InboundRepository.knownOf
-- Those of some fingerprints that are there already. Index: the unique one.
SELECT fingerprint
FROM inbound_message
WHERE fingerprint IN (${…})

-- InboundRepository.insert
INSERT INTO inbound_message
  (public_id, created_at, modified_at, channel, source, mailbox_id, folder, uid_validity, uid,
   fingerprint, kind, status, error, from_address, subject, message_id, queue_item_id,
   removal_request, size, cut, raw, raw_until, pending_action)
VALUES ${…}

-- InboundRepository.pending
-- Messages of a folder whose handling in the mailbox is still to be done.
SELECT id, uid, pending_action
FROM inbound_message
WHERE mailbox_id = ?
  AND pending_action IS NOT NULL
  AND folder = ?
  AND uid_validity = ?
ORDER BY id
LIMIT ${…}

-- InboundRepository.actionsDone
UPDATE inbound_message
SET pending_action = NULL
WHERE id IN (${…})

-- InboundRepository.closeRemovalRequest
-- @returns whether a request was open.
UPDATE inbound_message
SET removal_request = ?, modified_at = ?
WHERE id = ?
  AND removal_request = 'Open'

-- InboundRepository.rawOf
SELECT raw
FROM inbound_message
WHERE public_id = ?

-- InboundRepository.byPublicId
-- What a wish to be taken off is decided by.
SELECT id, from_address, queue_item_id
FROM inbound_message
WHERE public_id = ?

-- InboundRepository.purge
-- Forgets what was kept for long enough; that it came, and what was made of it, stays. @returns how many.
UPDATE inbound_message
SET raw = NULL, raw_until = NULL
WHERE id IN (
  SELECT id
  FROM (
    SELECT id
    FROM inbound_message
    WHERE raw_until < ?
    ORDER BY raw_until
    LIMIT ${…}
  ) old
)

-- InboundRepository.movedTo
-- Read again, under a new number or in another folder: what is to be done to it there has still to be done.
UPDATE inbound_message
SET mailbox_id = ?, folder = ?, uid_validity = ?, pending_action = ?,
  uid = CASE fingerprint ${…}END
WHERE fingerprint IN (${…})
