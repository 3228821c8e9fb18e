-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/audience/src/address/address-status-sql.ts

-- ADDRESS_STATUSES
FROM address_status s


-- ==== libs/audience/src/address/address-status.repository.ts

-- AddressStatusRepository.ensure
-- Makes rows where there are none, which say nothing as yet, and locks them all until the transaction ends.
-- @param addresses in one order whoever asks, so that two who do cannot wait for one another.
INSERT INTO address_status (public_id, created_at, modified_at, channel, address, address_key)
VALUES ${…}
${…}

-- AddressStatusRepository.change
-- @param change with one member at least
UPDATE address_status
SET ${…},
  modified_at = ?, last_event = ?, last_event_at = ?
WHERE channel = ?
  AND address_key IN (${…})

-- AddressStatusRepository.sayAgain
-- What stood already is said once more: a person makes it theirs, a report takes nothing over.
UPDATE address_status
SET ${…}last_event = ?, last_event_at = ?
WHERE channel = ?
  AND address_key IN (${…})

-- AddressStatusRepository.pause
-- The row must be there.
UPDATE address_status
SET paused_until = ?, modified_at = ?
WHERE channel = ?
  AND address_key = ?

-- AddressStatusRepository.markAll
-- Marks many addresses, each key once, by one statement; says only yes, and takes nothing back.
INSERT INTO address_status
  (public_id, created_at, modified_at, channel, address, address_key,
   opted_out, invalid, opted_out_by, invalid_by, last_event, last_event_at)
VALUES ${…}
${…}

-- AddressStatusRepository.forgetSoftBounces
-- Soft bounces of invalid addresses from before this moment count no more.
UPDATE address_status
SET soft_bounce_count = 0, bounces_from = ?
WHERE channel = ?
  AND address_key IN (${…})
  AND invalid = 1

-- AddressStatusRepository.setSoftBounceCounts
-- @param counts by key, one at least
UPDATE address_status
SET soft_bounce_count = CASE address_key ${…}END, modified_at = ?
WHERE channel = ?
  AND address_key IN (${…})

-- AddressStatusRepository.statusesOf
-- What is known of addresses, by key; of those that are missing nothing is.
SELECT address_key, opted_out, invalid, paused_until, last_event, opted_out_by, invalid_by
FROM address_status
WHERE channel = ?
  AND address_key IN (${…})

-- AddressStatusRepository.remove
DELETE FROM address_status
WHERE channel = ?
  AND address_key = ?

-- AddressStatusRepository.addErased
-- All that is kept of somebody who was erased: the bare key, and that it is opted out.
INSERT INTO address_status
  (public_id, created_at, modified_at, channel, address, address_key,
   opted_out, opted_out_by, last_event, last_event_at)
VALUES (?, ?, ?, ?, ?, ?, 1, 'person', 'erased', ?)


-- ==== libs/audience/src/consent/consent-ledger.repository.ts

-- ConsentLedger.adding
-- Those that the condition matches come to a list now; whoever is on it already does not. Call before they are added.
INSERT INTO consent_record (${…})
SELECT ?, ?, ?, NULL, NULL, NULL, ?, ${…}, 'Added', ?
FROM ${…}
WHERE (${…})
  AND NOT EXISTS (
    SELECT 1
    FROM target_list_member x
    WHERE x.list_id = ?
      AND x.target_type = ?
      AND x.target_id = ${…}
      AND x.listed = 1)

-- ConsentLedger.removing
-- Those of a list's members `m` that the condition matches are taken off it now. Call before they are.
INSERT INTO consent_record (${…})
SELECT ?, ?, m.list_id, NULL, NULL, NULL, m.target_type, m.target_id, 'Removed', ?
FROM target_list_member m
WHERE m.list_id = ?
  AND m.listed = 1
  AND ${…}

-- ConsentLedger.filled
-- All members of a list, or all of one type, have just come to it.
INSERT INTO consent_record (${…})
SELECT ?, ?, m.list_id, NULL, NULL, NULL, m.target_type, m.target_id, 'Added', ?
FROM target_list_member m
WHERE m.list_id = ?
  ${…}

-- ConsentLedger.copy
-- What was agreed to for one list holds for its copy, in the same words.
INSERT INTO consent_record (${…})
SELECT ?, c.occurred_at, ?, c.channel, c.address, c.address_key, c.target_type, c.target_id, c.action,
       c.origin_id
FROM consent_record c
WHERE c.list_id = ?
  AND c.action IN ('Given', 'Confirmed')
  AND EXISTS (
    SELECT 1
    FROM target_list_member m
    WHERE m.list_id = ?
      AND m.target_type = c.target_type
      AND m.target_id = c.target_id)
  AND ${…}

-- ConsentLedger.move
-- What a record's owner agreed to by an address holds for another one that they have confirmed: for lists that the record is
-- on, and that the other address has not left.
INSERT INTO consent_record (${…})
SELECT DISTINCT ?, ?, c.list_id, c.channel, ?, ?, ?, ?, c.action, ?
FROM consent_record c
WHERE c.address_key = ?
  AND c.channel = ?
  AND c.list_id <> ${…}
  AND c.action IN ('Given', 'Confirmed')
  AND EXISTS (
    SELECT 1
    FROM target_list_member m
    WHERE m.list_id = c.list_id
      AND m.target_type = ?
      AND m.target_id = ?)
  AND NOT ${…}
  AND ${…}

-- ConsentLedger.stated
-- Those that the condition matches have agreed to a list, with their primary addresses, as somebody states.
INSERT INTO consent_record (${…})
SELECT ?, ?, ?, ?, a.address, a.address_key, ?, a.target_id, ?, ?
FROM (${…}) a
WHERE a.is_primary = 1
  AND a.target_id IN (
    SELECT ${…}
    FROM ${…}
    WHERE ${…})

-- ConsentLedger.ofRecord
-- A record opts out of lists, or in again: so do its addresses; one without any is written down by itself.
INSERT INTO consent_record (${…})
SELECT ?, ?, t.id, ?, a.address, a.address_key, ?, ?, ?, ?
FROM (${…}) a
JOIN target_list t ON t.id IN (${…})
WHERE ${…}

-- ConsentLedger.withdrawn
-- The owner of an address leaves lists; not written once more while nothing has come between.
INSERT INTO consent_record (${…})
SELECT ?, ?, t.id, ?, ?, ?, ?, ?, 'Withdrawn', ?
FROM target_list t
WHERE t.id IN (${…})
  AND NOT EXISTS (
    SELECT 1
    FROM consent_record x
    WHERE x.address_key = ?
      AND x.channel = ?
      AND x.list_id = t.id
      AND x.action = 'Withdrawn'
      AND NOT EXISTS (
        SELECT 1
        FROM consent_record z
        WHERE z.address_key = x.address_key
          AND z.channel = x.channel
          AND z.list_id = x.list_id
          AND z.action IN ('Given', 'Confirmed', 'Taken back')
          AND z.id > x.id))

-- ConsentLedger.confirmed
-- The owner of an address agrees to lists; where that stands already it is not written once more.
INSERT INTO consent_record (${…})
SELECT ?, ?, t.id, ?, ?, ?, ?, ?, 'Confirmed', ?
FROM target_list t
WHERE t.id IN (${…})
  AND NOT ${…}

-- ConsentLedger.withdrawnButFrom
-- The owner of an address wants nothing of what they ever agreed to but these lists.
INSERT INTO consent_record (${…})
SELECT DISTINCT ?, ?, c.list_id, c.channel, ?, c.address_key, NULL, NULL, 'Withdrawn', ?
FROM consent_record c
WHERE c.address_key = ?
  AND c.channel = ?
  AND c.list_id NOT IN (${…})
  AND c.action IN ('Given', 'Confirmed')

-- ConsentLedger.withdrawnOf
-- Of these addresses, the keys of those whose owner left a list or everything, and has not agreed again.
SELECT DISTINCT y.address_key
FROM consent_record y
WHERE y.channel = ?
  AND y.address_key IN (${…})
  AND ${…}

-- ConsentLedger.writeOnce
-- What is there already, word for word, is not written again: a file may come twice.
SELECT list_id AS list, address_key AS address, action, origin_id AS origin, occurred_at AS at
FROM consent_record
WHERE channel = ?
  AND address_key IN (${…})

-- ConsentLedger.insert
INSERT INTO consent_record (${…})
VALUES ${…}


-- ==== libs/audience/src/consent/consent-origin.repository.ts

-- ConsentOrigins.keysOf
-- @returns their keys, in the order of the origins; three statements however many there are.
INSERT INTO consent_origin (hash, method, name, actor, page, words_hash)
VALUES ${…}
${…}

-- ConsentOrigins.keysOf
-- @returns their keys, in the order of the origins; three statements however many there are.
SELECT id, hash
FROM consent_origin
WHERE hash IN (${…})

-- ConsentOrigins.keepWords
-- So that a page which shows these words can name them by their hash.
INSERT INTO consent_words (hash, created_at, words)
VALUES ${…}
${…}

-- ConsentOrigins.wordsOf
SELECT words
FROM consent_words
WHERE hash = ?


-- ==== libs/audience/src/consent/consent-personal-data.repository.ts

-- ConsentPersonalDataRepository.ofPerson
-- As the person reads them, oldest first.
SELECT CASE WHEN c.list_id <> 0 AND t.id IS NULL THEN '(a list that is gone)' ELSE t.name END AS "targetList",
       c.action, c.occurred_at AS "occurredAt", c.address, o.method,
       o.name, o.actor, o.page, w.words
FROM consent_record c
JOIN consent_origin o ON o.id = c.origin_id
LEFT JOIN consent_words w ON w.hash = o.words_hash
LEFT JOIN target_list t ON t.id = c.list_id
WHERE ${…}
ORDER BY c.occurred_at, c.id

-- ConsentPersonalDataRepository.forget
-- Rows of the person's own addresses go; of an address that others share stays what its owner wished, without the person.
-- @returns how many rows
DELETE FROM consent_record
WHERE ${…}
  OR (address_key IS NULL AND ${…})

-- ConsentPersonalDataRepository.forget
-- Rows of the person's own addresses go; of an address that others share stays what its owner wished, without the person.
-- @returns how many rows
UPDATE consent_record
SET target_type = NULL, target_id = NULL
WHERE ${…}

-- ConsentPersonalDataRepository.originsOf
SELECT DISTINCT origin_id AS id
FROM consent_record
WHERE ${…}

-- ConsentPersonalDataRepository.forgetOrigins
-- What was said of how they came, where nobody else came so; and the words that nobody else agreed to.
SELECT DISTINCT words_hash AS hash
FROM consent_origin
WHERE id IN (${…})
  AND words_hash IS NOT NULL
  AND method IN ('import', 'manual', 'api')

-- ConsentPersonalDataRepository.forgetOrigins
-- What was said of how they came, where nobody else came so; and the words that nobody else agreed to.
DELETE FROM consent_origin
WHERE id IN (${…})
  AND NOT EXISTS (
    SELECT 1
    FROM consent_record c
    WHERE c.origin_id = consent_origin.id)

-- ConsentPersonalDataRepository.forgetOrigins
-- What was said of how they came, where nobody else came so; and the words that nobody else agreed to.
DELETE FROM consent_words
WHERE hash IN (${…})
  AND NOT EXISTS (
    SELECT 1
    FROM consent_origin o
    WHERE o.words_hash = consent_words.hash)


-- ==== libs/audience/src/consent/consent-sql.ts

-- CONSENT_RECORDS
FROM consent_record c
LEFT JOIN consent_origin o ON o.id = c.origin_id
LEFT JOIN consent_words w ON w.hash = o.words_hash
LEFT JOIN target_list t ON t.id = c.list_id

-- consentStands
-- That an address has agreed to a list, and has not withdrawn since. Who withdrew from everything withdrew from the list,
-- until the address's owner took that back. By ix_consent_address.
EXISTS (
SELECT 1
FROM consent_record c
WHERE c.address_key = ${…}
  AND c.list_id = ${…}
  AND c.channel = ${…}
  AND (c.action = 'Confirmed' OR (c.action = 'Given' AND ${…} = 'Given'))
  AND ${…})

-- notWithdrawnSince
-- That the consent `alias` to a list was not withdrawn after it was given, by its address or by its record.
NOT EXISTS (
SELECT 1
FROM consent_record x
WHERE x.address_key = ${…}.address_key
  AND x.channel = ${…}.channel
  AND x.list_id IN (${…}, ${…})
  AND x.action = 'Withdrawn'
  AND ${…}
  AND NOT ${…})
AND NOT EXISTS (
  SELECT 1
  FROM consent_record v
  WHERE v.target_type = ${…}.target_type
    AND v.target_id = ${…}.target_id
    AND v.address_key IS NULL
    AND v.list_id = ${…}
    AND v.action = 'Withdrawn'
    AND ${…})

-- takenBack
-- That a withdrawal from everything was taken back by the owner of its address, or the report that had said so was undone.
(${…}.list_id = ${…} AND EXISTS (
SELECT 1
FROM consent_record r
WHERE r.address_key = ${…}.address_key
  AND r.channel = ${…}.channel
  AND r.list_id = ${…}
  AND (r.action = 'Confirmed'
    OR (r.action = 'Undone' AND ${…}.origin_id IN (
      SELECT g.id
      FROM consent_origin g
      WHERE g.method = 'report')))
  AND ${…}))

-- hasWithdrawn
-- Of an address, that its owner withdrew from a list or from everything, and has not agreed again since.
EXISTS (
SELECT 1
FROM consent_record x
WHERE x.address_key = ${…}
  AND x.channel = ${…}
  AND x.list_id IN (${…}, ${…})
  AND x.action = 'Withdrawn'
  AND NOT ${…}
  AND NOT EXISTS (
    SELECT 1
    FROM consent_record r
    WHERE r.address_key = x.address_key
      AND r.channel = x.channel
      AND r.list_id = x.list_id
      AND r.action = 'Confirmed'
      AND ${…}))


-- ==== libs/audience/src/consent/consent.repository.ts

-- ConsentRepository.standing
-- Of all lists that a record is on, or that something was written down of, and that whoever asks may see.
SELECT t.public_id AS "targetListId", t.name AS "targetListName", t.consent_needed AS needed,
       CASE WHEN ${…} THEN 'Confirmed'
         WHEN ${…} THEN 'Given' END AS standing
FROM target_list t
WHERE t.id IN (
  SELECT m.list_id
  FROM target_list_member m
  WHERE m.target_type = ?
    AND m.target_id = ?
  UNION
  SELECT y.list_id
  FROM consent_record y
  WHERE y.target_type = ?
    AND y.target_id = ?
  UNION
  SELECT z.list_id
  FROM consent_record z
  WHERE z.address_key = ?
    AND z.channel = ?)
  AND ${…}
ORDER BY t.name, t.id


-- ==== libs/audience/src/entity-source/entity-sql.ts

-- EntitySql.addresses
-- See {@link RecordSource.addresses}.
SELECT ${…}${…}

-- EntitySql.addresses
-- See {@link RecordSource.addresses}.
UNION ALL

-- EntitySql.addresses
-- See {@link RecordSource.addresses}.
SELECT ${…} AS target_id, ${…}, ${…} AS address,
       ${…} AS address_key,
       ${…} AS is_primary
FROM ${…} r
${…}
WHERE ${…}


-- ==== libs/audience/src/entity-source/entity-tables.repository.ts

-- EntityTables.collationsOf
-- Collations of the texts of a table, by column (MySQL; nothing on SQLite). @param path parts with dots between
SELECT column_name AS name, collation_name AS collation
FROM information_schema.columns
WHERE table_schema = ${…}
  AND table_name = ?
  AND collation_name IS NOT NULL


-- ==== libs/audience/src/import/import-sql.ts

-- IMPORTS
FROM import_run i
LEFT JOIN target_list t ON t.id = i.list_id

-- IMPORT_ERRORS
FROM import_error e


-- ==== libs/audience/src/import/import-trace.repository.ts

-- ImportTraceRepository.notListed
-- Those of the records that the list does not hold yet. Index: ux_member.
SELECT target_id AS id
FROM target_list_member
WHERE list_id = ?
  AND target_type = ?
  AND listed = 1
  AND target_id IN (${…})

-- ImportTraceRepository.note
-- Each record once.
INSERT INTO import_trace (import_id, target_id, made, listed)
VALUES ${…}
${…}

-- ImportTraceRepository.takeOverRecords
-- Another import found these: they are no longer that one's alone which made them. Index: ix_import_trace_target.
UPDATE import_trace
SET made = 0
WHERE target_id IN (${…})
  AND import_id <> ?
  AND made = 1

-- ImportTraceRepository.takeOverMembers
-- Somebody else puts these on the list as well: whoever takes the import back leaves them there.
SELECT id
FROM import_run
WHERE list_id = ?
  AND target_type = ?
  AND finished_at > ?
  AND undone_at IS NULL

-- ImportTraceRepository.takeOverMembers
-- Somebody else puts these on the list as well: whoever takes the import back leaves them there.
UPDATE import_trace
SET listed = 0
WHERE import_id IN (${…})
  AND listed = 1
  AND target_id IN (
    SELECT ${…}
    FROM ${…}
    WHERE ${…})

-- ImportTraceRepository.some
-- Some of what an import did. Index: the primary key.
SELECT target_id AS id, made, listed
FROM import_trace
WHERE import_id = ?
ORDER BY target_id
LIMIT ${…}

-- ImportTraceRepository.begin
-- @returns false when it was taken back already, or its time is over.
UPDATE import_run
SET undone_at = ?
WHERE id = ?
  AND undone_at IS NULL
  AND status IN ('Complete', 'Cancelled', 'Failed')
  AND finished_at > ?

-- ImportTraceRepository.unfinished
-- Imports that somebody began to take back, and did not end.
SELECT i.id
FROM import_run i
WHERE i.undone_at IS NOT NULL
  AND EXISTS (
    SELECT 1
    FROM import_trace t
    WHERE t.import_id = i.id)

-- ImportTraceRepository.forget
DELETE FROM import_trace
WHERE import_id = ?
  AND target_id IN (${…})

-- ImportTraceRepository.forgetOld
-- Traces of imports that can no longer be taken back. @returns how many rows went
SELECT i.id
FROM import_run i
WHERE i.finished_at <= ?
  AND i.undone_at IS NULL
  AND EXISTS (
    SELECT 1
    FROM import_trace t
    WHERE t.import_id = i.id)

-- ImportTraceRepository.forgetOld
-- Traces of imports that can no longer be taken back. @returns how many rows went
DELETE FROM import_trace
WHERE import_id IN (${…})


-- ==== libs/audience/src/import/import.repository.ts

-- ImportRepository.abandoned
-- Keys of those that nobody is at any more, although they have not ended.
SELECT id
FROM import_run
WHERE status = 'Running'
  AND (held_until IS NULL OR held_until < ?)

-- ImportRepository.cancel
-- @returns false when it has ended already.
UPDATE import_run
SET status = 'Cancelled', held_by = NULL, held_until = NULL, finished_at = ?
WHERE id = ?
  AND status = 'Running'

-- ImportRepository.advance
-- Moves on by a batch. @returns false when the import is no longer this process's (cancelled, or taken over).
UPDATE import_run
SET processed_rows = ?,
  created_count = created_count + ?, updated_count = updated_count + ?,
  would_create = would_create + ?, would_update = would_update + ?,
  skipped_count = skipped_count + ?, error_count = error_count + ?, held_until = ?
WHERE id = ?
  AND held_by = ?
  AND status = 'Running'

-- ImportRepository.addFaults
INSERT INTO import_error (import_id, line_number, field, reason, value, row_key)
VALUES ${…}

-- ImportRepository.badLines
-- Of the lines of a batch, those that are not to be written.
SELECT DISTINCT line_number
FROM import_error
WHERE import_id = ?
  AND line_number BETWEEN ? AND ?

-- ImportRepository.noteKeys
-- Notes the keys of a batch. @returns for each key that was there before, the line of the first.
SELECT key_value, line_number
FROM import_key
WHERE import_id = ?
  AND key_value IN (${…})

-- ImportRepository.noteKeys
-- Notes the keys of a batch. @returns for each key that was there before, the line of the first.
INSERT INTO import_key (import_id, key_value, line_number)
VALUES ${…}

-- ImportRepository.forgetKeys
DELETE FROM import_key
WHERE import_id = ?

-- ImportRepository.rememberedMapping
-- JSON of the mapping that was chosen for a file with such a head before.
SELECT mapping
FROM import_mapping
WHERE target_type = ?
  AND signature = ?

-- ImportRepository.rememberMapping
INSERT INTO import_mapping
  (public_id, created_at, modified_at, target_type, signature, mapping)
VALUES (?, ?, ?, ?, ?, ?)
${…}


-- ==== libs/audience/src/privacy/audience-personal-data.repository.ts

-- AudiencePersonalDataRepository.memberships
-- Rows as the person reads them.
SELECT t.name AS "targetList", m.listed, m.opted_out AS "optedOut", m.less_often AS "lessOften",
  m.added_by AS "addedBy", m.created_at AS "createdAt"
FROM target_list_member m
JOIN target_list t ON t.id = m.list_id
WHERE ${…}

-- AudiencePersonalDataRepository.listsLeftBy
-- Keys of the lists that a record opted out of.
SELECT list_id
FROM target_list_member
WHERE target_type = ?
  AND target_id = ?
  AND opted_out = 1

-- AudiencePersonalDataRepository.addressStatuses
SELECT channel, address, opted_out AS "optedOut", invalid, paused_until AS "pausedUntil",
       last_event AS "lastEvent", last_event_at AS "lastEventAt"
FROM address_status
WHERE address_key IN (${…})

-- AudiencePersonalDataRepository.deleteSegmentNotes
-- What segments noted of the person's records. @returns how many rows
DELETE FROM ${…}
WHERE ${…}

-- AudiencePersonalDataRepository.importErrors
-- Rows of files that were refused for an address.
SELECT line_number AS "line", field, reason, value
FROM import_error
WHERE LOWER(value) IN (${…})

-- AudiencePersonalDataRepository.blankErrorsOfAddress
-- Everything that is kept of a line in which the address stands. @returns how many rows
UPDATE import_error
SET value = NULL, row_key = NULL
WHERE row_key = ?
  OR LOWER(value) = ?

-- AudiencePersonalDataRepository.blankErrorsOfRecord
-- Everything that is kept of a line about the record. @returns how many rows
UPDATE import_error
SET value = NULL, row_key = NULL
WHERE row_key = ?

-- AudiencePersonalDataRepository.deleteImportKeys
-- That the address stood in a file which is being read. @returns how many rows
DELETE FROM import_key
WHERE key_value = ?


-- ==== libs/audience/src/record-source/record.repository.ts

-- RecordRepository.tryList
-- Nothing of a source's list, so that the database says what is wrong with it.
SELECT ${…}
FROM ${…}
WHERE 1 = 0
  AND (${…})

-- RecordRepository.tryAddresses
-- The same of its addresses, joined as queues join them.
SELECT a.target_id, a.address, a.address_key, a.is_primary
FROM target_list_member m
JOIN (${…}) a ON ${…}
JOIN address_status s ON s.address_key = a.address_key
JOIN target_list_member o ON o.target_id = a.target_id
WHERE 1 = 0

-- RecordRepository.idsMatching
-- Ids of those that the condition matches; it stands over the source's list, e.g. from `searchSql`.
SELECT ${…} AS id
FROM ${…}
WHERE ${…}

-- RecordRepository.countMatching
-- How many the condition matches; it stands over the source's list, e.g. from `searchSql`.
SELECT COUNT(*) AS total
FROM ${…}
WHERE ${…}

-- RecordRepository.primaryAddresses
-- By `type/id`, of the first channel on which the record has one; one query a type and channel.
SELECT target_id, address
FROM (${…}) a
WHERE is_primary = 1
  AND ${…}

-- RecordRepository.primaryOn
-- The primary addresses that records of one type have on a channel, by id.
SELECT target_id, address, address_key
FROM (${…}) a
WHERE is_primary = 1
  AND ${…}

-- RecordRepository.addressKeysOf
-- Keys of all addresses that one record has on a channel.
SELECT address_key
FROM (${…}) a
WHERE ${…}

-- RecordRepository.withAddress
-- Records of all these types that carry the address.
SELECT DISTINCT target_id
FROM (${…}) a
WHERE address_key = ?


-- ==== libs/audience/src/segment/filter/condition-sql.ts

-- memberOfSql
-- A record that is on one of the lists. Takes the record's type, then the lists' public ids, and where opt-outs are
-- asked for whether it opted out.
EXISTS (
SELECT 1
FROM target_list_member fm
JOIN target_list ft ON ft.id = fm.list_id
WHERE fm.target_type = ?
  AND fm.target_id = ${…}
  AND fm.listed = 1
  AND ft.public_id IN (${…})${…})


-- ==== libs/audience/src/segment/segment-filter.repository.ts

-- SegmentFilterRepository.count
-- How many records of the source match.
SELECT COUNT(*) AS total
FROM ${…}
WHERE ${…}(${…})

-- SegmentFilterRepository.known
-- Those of the public ids that there are; the table is named by whoever brought the condition.
SELECT public_id AS id
FROM ${…}
WHERE public_id IN (${…})


-- ==== libs/audience/src/segment/segment-sql.ts

-- SEGMENTS
FROM segment g

-- SEGMENT_RUNS
FROM segment_run r

-- SEGMENT_CHANGES
FROM segment_change x
JOIN target_list t ON t.id = x.list_id


-- ==== libs/audience/src/segment/segment-sync.repository.ts

-- SegmentSyncRepository.lock
SELECT id
FROM segment
WHERE id = ? ${…}

-- SegmentSyncRepository.forgetMatches
DELETE FROM segment_match
WHERE segment_id = ?

-- SegmentSyncRepository.match
-- Asked once, so that all lists get the same answer.
INSERT INTO segment_match (segment_id, target_id)
SELECT ?, ${…}
FROM ${…}
WHERE ${…}(${…})

-- SegmentSyncRepository.add
INSERT INTO segment_change (run_id, list_id, target_type, target_id, change_kind)
SELECT ?, ?, ?, m.target_id, 'added'
FROM segment_match m
WHERE m.segment_id = ?
  AND NOT ${…}
  AND NOT EXISTS (
    SELECT 1
    FROM target_list_member t
    WHERE t.list_id = ?
      AND t.target_type = ?
      AND t.target_id = m.target_id
      AND t.listed = 1)

-- SegmentSyncRepository.add
INSERT INTO segment_member (segment_id, list_id, target_type, target_id)
SELECT m.segment_id, ?, ?, m.target_id
FROM segment_match m
WHERE m.segment_id = ?
  AND NOT ${…}

-- SegmentSyncRepository.add
UPDATE target_list_member
SET listed = 1, added_by = 'segment'
WHERE list_id = ?
  AND target_type = ?
  AND listed = 0
  AND target_id IN (${…})

-- SegmentSyncRepository.add
INSERT INTO target_list_member (list_id, target_type, target_id, added_by, created_at)
SELECT c.list_id, c.target_type, c.target_id, 'segment', ?
FROM segment_change c
WHERE c.run_id = ?
  AND c.list_id = ?
  AND c.change_kind = 'added'
  AND NOT EXISTS (
    SELECT 1
    FROM target_list_member t
    WHERE t.list_id = c.list_id
      AND t.target_type = c.target_type
      AND t.target_id = c.target_id)

-- SegmentSyncRepository.takeOut
-- Only whom this segment holds, whom no other segment holds, and whom no person added.
INSERT INTO segment_change (run_id, list_id, target_type, target_id, change_kind)
SELECT ?, s.list_id, s.target_type, s.target_id, 'removed'
FROM segment_member s
JOIN target_list_member t
  ON t.list_id = s.list_id AND t.target_type = s.target_type AND t.target_id = s.target_id
WHERE s.segment_id = ?
  AND s.list_id = ?
  AND s.target_type = ?
  AND t.listed = 1
  AND t.added_by = 'segment'
  AND NOT EXISTS (
    SELECT 1
    FROM segment_match m
    WHERE m.segment_id = s.segment_id
      AND m.target_id = s.target_id)
  AND NOT EXISTS (
    SELECT 1
    FROM segment_member o
    WHERE o.list_id = s.list_id
      AND o.target_type = s.target_type
      AND o.target_id = s.target_id
      AND o.segment_id <> s.segment_id)

-- SegmentSyncRepository.takeOut
-- Only whom this segment holds, whom no other segment holds, and whom no person added.
UPDATE target_list_member
SET listed = 0
WHERE opted_out = 1
  AND ${…}

-- SegmentSyncRepository.takeOut
-- Only whom this segment holds, whom no other segment holds, and whom no person added.
DELETE FROM target_list_member
WHERE opted_out = 0
  AND ${…}

-- SegmentSyncRepository.forgetOthers
DELETE FROM segment_member
WHERE segment_id = ?
  AND list_id = ?
  AND target_type = ?
  AND target_id NOT IN (
    SELECT target_id
    FROM segment_match
    WHERE segment_id = ?)

-- HELD
-- Whom the segment of the match `m` holds in a list already.
EXISTS (
SELECT 1
FROM segment_member s
WHERE s.segment_id = m.segment_id
  AND s.list_id = ?
  AND s.target_type = ?
  AND s.target_id = m.target_id)

-- CHANGED
SELECT target_id
FROM segment_change
WHERE run_id = ?
  AND list_id = ?
  AND change_kind = ?


-- ==== libs/audience/src/segment/segment.repository.ts

-- SegmentRepository.due
-- Active segments whose time has come, by public id; who has waited longest first.
SELECT public_id AS id, name
FROM segment
WHERE status = 'Active'
  AND next_run_at <= ?
ORDER BY next_run_at

-- SegmentRepository.listKeys
-- Keys of the lists that it feeds.
SELECT list_id
FROM segment_list
WHERE segment_id = ?

-- SegmentRepository.addLists
INSERT INTO segment_list (segment_id, list_id)
VALUES ${…}

-- SegmentRepository.removeLists
-- It feeds these no more, and no longer remembers whom it holds there; the lists keep their members.
DELETE FROM ${…}
WHERE segment_id = ?
  AND list_id IN (${…})

-- SegmentRepository.listsOf
-- Public ids of the lists that each feeds, by the segment's own, in one query for all.
SELECT g.public_id AS segment, t.public_id AS list
FROM segment_list x
JOIN segment g ON g.id = x.segment_id
JOIN target_list t ON t.id = x.list_id
WHERE g.public_id IN (${…})
ORDER BY t.id

-- SegmentRepository.usersOf
-- Segments that feed the list, for refusing to delete it.
SELECT g.public_id AS id, g.name
FROM segment_list x
JOIN segment g ON g.id = x.segment_id
WHERE x.list_id = ?
LIMIT 20


-- ==== libs/audience/src/target-list/list-combination.repository.ts

-- ListCombinationRepository.strictest
-- The most that one of the lists asks for.
SELECT DISTINCT consent_needed AS needed
FROM target_list
WHERE consent_needed IS NOT NULL
  AND id IN (${…})

-- ListCombinationRepository.fill
-- Fills a new list with those of the others that the operation leaves; in "Subtract" the first is the larger.
INSERT INTO target_list_member (list_id, target_type, target_id, added_by, created_at)
SELECT DISTINCT ?, m.target_type, m.target_id, 'combined', ?
FROM target_list_member m
WHERE m.list_id IN (${…})
  AND m.listed = 1
  AND ${…}

-- elsewhere
-- In how many of the lists the member `m` is such.
(
SELECT COUNT(DISTINCT o.list_id)
FROM target_list_member o
WHERE o.target_type = m.target_type
  AND o.target_id = m.target_id
  AND o.list_id IN (${…})
  AND ${…}) ${…}


-- ==== libs/audience/src/target-list/list-links.repository.ts

-- ListLinks.of
-- Keys of the lists, in the order they were given.
SELECT list_id, excluding
FROM ${…}
WHERE ${…} = ?
ORDER BY position

-- ListLinks.replace
DELETE FROM ${…}
WHERE ${…} = ?
  AND excluding = ?

-- ListLinks.replace
INSERT INTO ${…} (${…}, list_id, excluding, position)
VALUES ${…}

-- ListLinks.attach
-- Adds `targetListIds` and `excludingTargetListIds` (public ids) to rows of a list, in one query for all.
SELECT o.public_id AS owner, t.public_id AS list, x.excluding
FROM ${…} x
JOIN ${…} o ON o.id = x.${…}
JOIN target_list t ON t.id = x.list_id
WHERE o.public_id IN (${…})
ORDER BY x.position

-- ListLinks.usersOf
-- Who uses the list, for refusing to delete it.
SELECT DISTINCT o.public_id, o.name
FROM ${…} x
JOIN ${…} o ON o.id = x.${…}
WHERE x.list_id = ?
  AND o.archived_at IS NULL
LIMIT 20


-- ==== libs/audience/src/target-list/list-opt-out.repository.ts

-- ListOptOutRepository.set
-- Opts the target out of (or in to) those of the lists it is a member of.
-- @returns the lists where that changed anything.
SELECT list_id, listed
FROM target_list_member
WHERE list_id IN (${…})
  AND target_type = ?
  AND target_id = ?
  AND opted_out = ?

-- ListOptOutRepository.set
-- Opts the target out of (or in to) those of the lists it is a member of.
-- @returns the lists where that changed anything.
UPDATE target_list_member
SET opted_out = ?, opted_out_at = ?
WHERE list_id IN (${…})
  AND target_type = ?
  AND target_id = ?


-- ==== libs/audience/src/target-list/member-adding.repository.ts

-- MemberAddingRepository.addMatching
AND NOT EXISTS (
SELECT 1
FROM target_list_member x
WHERE x.list_id = ?
  AND x.target_type = ?
  AND x.target_id = ${…})

-- MemberAddingRepository.insert
INSERT INTO target_list_member (list_id, target_type, target_id, added_by, created_at)
SELECT ?, ?, ${…}, ?, ?
FROM ${…}
WHERE (${…})
  ${…}

-- MemberAddingRepository.hasNone
-- Index: ux_member.
SELECT 1
FROM target_list_member
WHERE list_id = ?
  AND target_type = ?
LIMIT 1

-- MemberAddingRepository.relist
-- Whether anybody is to be listed again is told by ix_member_state, both of whose ways it is to be taken.
SELECT 1
FROM target_list_member
WHERE list_id = ?
  AND opted_out IN (0, 1)
  AND listed = 0
LIMIT 1

-- MemberAddingRepository.relist
-- Whether anybody is to be listed again is told by ix_member_state, both of whose ways it is to be taken.
UPDATE target_list_member
SET listed = 1
WHERE list_id = ?
  AND target_type = ?
  AND listed = 0
  AND target_id IN (
    SELECT ${…}
    FROM ${…}
    WHERE ${…})

-- MemberAddingRepository.adopt
-- Whom a segment brought in and somebody now adds on purpose is theirs: no sync takes them out again.
SELECT 1
FROM segment_list
WHERE list_id = ?
LIMIT 1

-- MemberAddingRepository.adopt
-- Whom a segment brought in and somebody now adds on purpose is theirs: no sync takes them out again.
UPDATE target_list_member
SET added_by = ?
WHERE list_id = ?
  AND target_type = ?
  AND added_by = 'segment'
  AND target_id IN (
    SELECT ${…}
    FROM ${…}
    WHERE ${…})


-- ==== libs/audience/src/target-list/member.repository.ts

-- MemberRepository.removeWhere
UPDATE target_list_member
SET listed = 0
WHERE list_id = ?
  AND listed = 1
  AND opted_out = 1
  AND ${…}

-- MemberRepository.removeWhere
DELETE FROM target_list_member
WHERE list_id = ?
  AND listed = 1
  AND opted_out = 0
  AND ${…}

-- MemberRepository.forget
-- A record is gone: so are its memberships.
SELECT DISTINCT list_id
FROM target_list_member
WHERE target_type = ?
  AND target_id IN (${…})

-- MemberRepository.forget
-- A record is gone: so are its memberships.
DELETE FROM target_list_member
WHERE target_type = ?
  AND target_id IN (${…})

-- MemberRepository.copy
-- Copies the members of one list to another, without their opt-out marks, with what they agreed to.
INSERT INTO target_list_member (list_id, target_type, target_id, added_by, created_at)
SELECT ?, target_type, target_id, 'copy', ?
FROM target_list_member
WHERE list_id = ?
  AND listed = 1
  AND opted_out = 0

-- MemberRepository.membershipsOf
-- Of these lists, those that the target is in (or was, before being removed after opting out).
SELECT list_id, opted_out
FROM target_list_member
WHERE list_id IN (${…})
  AND target_type = ?
  AND target_id = ?

-- MemberRepository.rememberOptOut
-- Remembers the will of somebody who is in none of the lists any more, for the day they are added again.
INSERT INTO target_list_member
  (list_id, target_type, target_id, listed, opted_out, added_by, created_at, opted_out_at)
VALUES ${…}
${…}


-- ==== libs/audience/src/target-list/public-lists.repository.ts

-- PublicLists.namesOf
-- Public names of those of the lists that a record is on, opted out or not.
SELECT t.public_name AS name
FROM target_list t
JOIN target_list_member m ON m.list_id = t.id
WHERE t.id IN (${…})
  AND t.public_name IS NOT NULL
  AND m.target_type = ?
  AND m.target_id = ?
ORDER BY t.public_name

-- PublicLists.areThere
SELECT id
FROM target_list
WHERE public_name IS NOT NULL
LIMIT 1

-- PublicLists.choicesOf
-- All lists that may be chosen, with what a record has chosen; a list that asks for proof which is not there is not.
SELECT t.id AS "key", t.public_id AS id, t.public_name AS name, t.public_description AS description,
       t.less_often_days AS days, COALESCE(m.listed, 0) AS member,
       COALESCE(m.opted_out, 0) AS opted_out, COALESCE(m.less_often, 0) AS less_often,
       CASE WHEN t.consent_needed IS NULL OR ${…} THEN 1 ELSE 0 END AS agreed
FROM target_list t
LEFT JOIN target_list_member m
  ON m.list_id = t.id
  AND m.target_type = ?
  AND m.target_id = ?
WHERE t.public_name IS NOT NULL
ORDER BY t.public_name, t.id
LIMIT 100

-- PublicLists.othersOf
-- Keys of all other lists that a record is on and has not left, those of no public name too.
SELECT list_id
FROM target_list_member
WHERE target_type = ?
  AND target_id = ?
  AND opted_out = 0

-- PublicLists.setLessOften
UPDATE target_list_member
SET less_often = ?
WHERE list_id = ?
  AND target_type = ?
  AND target_id = ?

-- PublicLists.consentNeededOf
-- What a list asks for before mail goes out through it.
SELECT consent_needed AS needed
FROM target_list
WHERE id = ?

-- PublicLists.lessOftenDays
-- Days between two letters for those who chose "less often" on a list; undefined where nobody can, or did.
SELECT t.less_often_days AS days
FROM target_list t
WHERE t.id = ?
  AND t.less_often_days IS NOT NULL
  AND EXISTS (
    SELECT 1
    FROM target_list_member m
    WHERE m.list_id = t.id
      AND m.less_often = 1)


-- ==== libs/audience/src/target-list/target-list-sql.ts

-- TARGET_LISTS
FROM target_list t

-- MEMBERS
FROM target_list_member m

-- recordsOn
-- Records of a type that are on one list, among those of the type's own collection.
EXISTS (
SELECT 1
FROM target_list_member xm
WHERE xm.list_id = ?
  AND xm.target_type = ?
  AND xm.target_id = ${…}
  AND xm.listed = 1)


-- ==== libs/audience/src/target-list/target-list.repository.ts

-- TargetListRepository.lock
-- Until the transaction ends.
SELECT id
FROM target_list
WHERE id = ? ${…}

-- TargetListRepository.lockAll
-- All of them, in one order whoever asks. @returns those that there are
SELECT id
FROM target_list
WHERE id IN (${…})
ORDER BY id ${…}

-- TargetListRepository.count
-- Moves the counters of a list by what has changed in it.
UPDATE target_list
SET entry_count = entry_count + ?, opted_out_count = opted_out_count + ?, modified_at = ?
WHERE id = ?

-- TargetListRepository.countOptOut
-- One more of each has opted out, or one less.
UPDATE target_list
SET opted_out_count = opted_out_count + ?
WHERE id IN (${…})

-- TargetListRepository.recount
-- Sets the counters of the lists from their rows.
UPDATE target_list
SET
  entry_count = (
    SELECT COUNT(*)
    FROM target_list_member m
    WHERE m.list_id = target_list.id
      AND m.listed = 1),
  opted_out_count = (
    SELECT COUNT(*)
    FROM target_list_member m
    WHERE m.list_id = target_list.id
      AND m.listed = 1
      AND m.opted_out = 1)
WHERE id IN (${…})

-- TargetListRepository.named
SELECT id AS "key", public_id AS id, name, entry_count AS members
FROM target_list
WHERE id IN (${…})

-- TargetListRepository.listsOf
-- Every list that the target is on, and those that it was removed from after opting out; newest first.
SELECT t.public_id AS id, t.name, t.category,
  m.listed, m.opted_out, m.opted_out_at, m.added_by, m.created_at
FROM target_list_member m
JOIN target_list t ON t.id = m.list_id
WHERE m.target_type = ?
  AND m.target_id = ?
  AND ${…}
ORDER BY m.created_at DESC, m.id DESC
