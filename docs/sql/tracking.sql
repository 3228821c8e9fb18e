-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/tracking/src/hits/destination.repository.ts

-- DestinationRepository.all
SELECT id, url, action, message
FROM tracking_url


-- ==== libs/tracking/src/hits/hit.repository.ts

-- HitRepository.clicksBetween
-- Clicks on links of these items between two moments; what waited comes in later than it happened. Index: ix_log_item.
SELECT queue_item_id AS "itemId", tracking_url_id AS "trackingUrlId", action_date AS at, is_bot AS "isBot"
FROM campaign_log_record
WHERE queue_item_id IN (${…})
  AND action = 'Clicked'
  AND action_date >= ?
  AND action_date <= ?


-- ==== libs/tracking/src/hits/spool.repository.ts

-- SpoolRepository.position
-- Undefined of one that nothing was recorded of.
SELECT position
FROM hit_spool
WHERE name = ?

-- SpoolRepository.positions
-- Of all segments of which anything was recorded.
SELECT name, position
FROM hit_spool

-- SpoolRepository.lock
-- Keeps others from recording the same segment until the transaction ends. @returns how far it is recorded.
SELECT position
FROM hit_spool
WHERE name = ? ${…}

-- SpoolRepository.advance
UPDATE hit_spool
SET position = ?, modified_at = ?
WHERE name = ?

-- SpoolRepository.forgetOld
-- Rows of files that are long gone; one for each 4 MB that came in.
DELETE FROM hit_spool
WHERE modified_at < ?
  AND name <> ?

-- SpoolRepository.add
INSERT INTO hit_spool (name, position, modified_at)
VALUES (?, ?, ?)
${…}


-- ==== libs/tracking/src/lead-capture/address-holder.repository.ts

-- AddressHolderRepository.holderOf
-- The id of a record that has the address; of several the first.
SELECT target_id
FROM (${…}) a
WHERE address_key = ?
ORDER BY target_id
LIMIT 1

-- AddressHolderRepository.optedOutOf
-- Whether any record of a type that has the address opted out of the list.
SELECT 1
FROM target_list_member m
JOIN (${…}) a ON ${…}
WHERE m.list_id = ?
  AND m.target_type = ?
  AND m.opted_out = 1
  AND a.address_key = ?
LIMIT 1


-- ==== libs/tracking/src/lead-capture/submission.repository.ts

-- SubmissionRepository.add
-- @returns its key.
INSERT INTO lead_submission
  (public_id, created_at, modified_at, form_id, status, address, address_key, values_json,
   sender_hash, list_id, page, words_hash, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- SubmissionRepository.add
-- @returns its key.
SELECT id
FROM lead_submission
WHERE public_id = ?

-- SubmissionRepository.locked
-- Kept from being confirmed twice at once until the transaction ends.
SELECT id, form_id, status, address, address_key, values_json, expires_at, created_at,
       list_id, page, words_hash
FROM lead_submission
WHERE id = ? ${…}

-- SubmissionRepository.done
UPDATE lead_submission
SET status = 'Done', target_type = ?, target_id = ?, confirmed_at = ?, modified_at = ?
WHERE id = ?

-- SubmissionRepository.remove
DELETE FROM lead_submission
WHERE id = ?

-- SubmissionRepository.removeExpired
-- Whoever never confirmed is forgotten.
DELETE FROM lead_submission
WHERE form_id = ?
  AND status = 'Pending'
  AND expires_at < ?

-- SubmissionRepository.ofPerson
-- As the person is told of it.
SELECT s.address, s.values_json AS "values", s.status, s.created_at AS "createdAt", f.name AS form
FROM (
  SELECT *
  FROM lead_submission
  WHERE ${…}
) s
JOIN lead_form f ON f.id = s.form_id

-- SubmissionRepository.forget
-- @returns how many were deleted.
DELETE FROM lead_submission
WHERE ${…}
