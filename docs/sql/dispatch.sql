-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/dispatch/src/approval/approval.repository.ts

-- ApprovalRepository.of
SELECT status, fingerprint, recipients,
  asked_by AS "askedId", asked_name AS "askedName",
  answered_by AS "answeredId", answered_name AS "answeredName", answered_at AS "answeredAt"
FROM mailing_approval
WHERE mailing_id = ?

-- ApprovalRepository.builtFor
-- How many one that was let go is for, tests aside. Index: ix_queue_claim.
SELECT COUNT(*) AS count
FROM queue_item
WHERE mailing_id = ?
  AND is_test = 0

-- ApprovalRepository.ask
-- In place of whatever was asked or answered before.
DELETE FROM mailing_approval
WHERE mailing_id = ?

-- ApprovalRepository.ask
-- In place of whatever was asked or answered before.
INSERT INTO mailing_approval
  (mailing_id, status, fingerprint, recipients, asked_by, asked_name, asked_at)
VALUES (?, 'Asked', ?, ?, ?, ?, ?)

-- ApprovalRepository.keepBuilt
-- How many it turned out to be for.
UPDATE mailing_approval
SET recipients = ?
WHERE mailing_id = ?
  AND recipients < ?

-- ApprovalRepository.answer
-- @returns whether it was still asked for, as it was seen.
UPDATE mailing_approval
SET status = ?, recipients = ?, reason = ?, answered_by = ?, answered_name = ?, answered_at = ?
WHERE mailing_id = ?
  AND status = 'Asked'
  AND fingerprint = ?


-- ==== libs/dispatch/src/brake/brake-figures.repository.ts

-- BrakeFiguresRepository.withoutCampaign
-- What became of a mailing of no campaign, by its messages. Indices: ix_queue_claim, ix_report_item.
SELECT COUNT(DISTINCT CASE WHEN r.kind <> 'complaint' THEN q.id END) AS bounced,
  COUNT(DISTINCT CASE WHEN r.kind = 'complaint' THEN q.id END) AS complained
FROM delivery_report r
JOIN queue_item q ON q.id = r.queue_item_id
WHERE q.mailing_id = ?
  AND q.is_test = 0
  AND r.kind IN ('hard', 'soft', 'complaint')
  AND r.undone_at IS NULL

-- BrakeFiguresRepository.count
SELECT COUNT(*) AS count
FROM queue_item
WHERE mailing_id = ?
  AND status = ?
  AND is_test = 0


-- ==== libs/dispatch/src/channel/gate.repository.ts

-- GateRepository.add
INSERT INTO dispatch_gate (channel)
VALUES (?)
${…}


-- ==== libs/dispatch/src/delivery/delivery-report-sql.ts

-- DELIVERY_REPORTS
FROM delivery_report r
LEFT JOIN queue_item q ON q.id = r.queue_item_id
LEFT JOIN queue_item_archive a ON a.id = r.queue_item_id
LEFT JOIN mailing g ON g.id = COALESCE(q.mailing_id, a.mailing_id)
LEFT JOIN campaign c ON c.id = g.campaign_id


-- ==== libs/dispatch/src/delivery/delivery-report.repository.ts

-- SELECT
SELECT id, public_id AS "publicId", channel, address, address_key AS "addressKey",
       queue_item_id AS "itemId", kind, status, reason, diagnostic, evidence, effect,
       reported_at AS "reportedAt", CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END AS undone
FROM delivery_report

-- DeliveryReportRepository.insert
INSERT INTO delivery_report
  (public_id, created_at, modified_at, channel, address, address_key, queue_item_id,
   kind, status, reason, diagnostic, evidence, matched_by,
   counts_against_address, effect, source, source_id, reported_at)
VALUES ${…}

-- DeliveryReportRepository.latestOfItems
-- The latest report of each kind about each of some items, undone ones aside.
${…}
WHERE id IN (
  SELECT MAX(id)
  FROM delivery_report
  WHERE queue_item_id IN (${…})
    AND undone_at IS NULL
  GROUP BY queue_item_id, kind)

-- DeliveryReportRepository.softBounces
-- Messages to each address that bounced softly for the address's own sake after `since`, and after somebody said
-- last that the address is good; by key, those that are missing had none. Index: ix_report_address.
SELECT r.address_key, COUNT(DISTINCT r.queue_item_id) AS total
FROM delivery_report r
LEFT JOIN address_status s ON s.channel = ? AND s.address_key = r.address_key
WHERE r.channel = ?
  AND r.address_key IN (${…})
  AND r.kind = 'soft'
  AND r.reported_at > ?
  AND (s.bounces_from IS NULL OR r.reported_at > s.bounces_from)
  AND r.counts_against_address = 1
  AND r.undone_at IS NULL
GROUP BY r.address_key

-- DeliveryReportRepository.withEffect
-- Of some addresses, the keys of those on which a report that was not undone had this effect.
SELECT DISTINCT address_key
FROM delivery_report
WHERE channel = ?
  AND address_key IN (${…})
  AND kind = ?
  AND effect = ?
  AND undone_at IS NULL

-- DeliveryReportRepository.markUndone
-- @returns false when somebody was faster.
UPDATE delivery_report
SET undone_at = ?, undone_by = ?, modified_at = ?
WHERE id = ?
  AND undone_at IS NULL

-- DeliveryReportRepository.erase
-- Takes out who it was about, by the items that match, and by the address as it stands in the report.
UPDATE delivery_report
SET address = NULL, address_key = NULL, diagnostic = NULL, modified_at = ?
WHERE queue_item_id IN (${…})

-- DeliveryReportRepository.erase
-- Takes out who it was about, by the items that match, and by the address as it stands in the report.
UPDATE delivery_report
SET address = NULL, address_key = NULL, diagnostic = NULL
WHERE channel = ?
  AND address = ?


-- ==== libs/dispatch/src/mailing/mailing.repository.ts

-- MailingRepository.held
-- Those that wait for a person, the longest first; twenty at most.
SELECT g.id
FROM mailing g
LEFT JOIN campaign c ON c.id = g.campaign_id
WHERE g.archived_at IS NULL
  AND g.hold_code IS NOT NULL
  AND (g.status IN ('Pending', 'In Process') OR (g.status = 'Paused' AND g.hold_code = 'brake'))
  AND ${…}
ORDER BY g.held_since, g.id
LIMIT 20

-- MailingRepository.countWaiting
-- How many should be going out: due, or begun and not paused.
SELECT COUNT(*) AS total
FROM mailing
WHERE archived_at IS NULL
  AND (status = 'In Process' OR (status = 'Pending' AND start_at <= ?))

-- MailingRepository.stuckItems
-- Messages taken up and not settled by a process that was not heard of since. Index: ix_queue_claimed.
SELECT COUNT(*) AS total
FROM queue_item q
LEFT JOIN sender s ON s.id = q.claimed_by
WHERE q.claimed_by IS NOT NULL
  AND q.status IN ('Pending', 'Sending')
  AND (s.id IS NULL OR s.seen_at < ?)

-- MailingRepository.outline
-- What is going out or will soon, as far as a page needs to know that something changed; fifty at most.
SELECT g.public_id AS id, g.status, g.hold_code AS "holdCode", g.modified_at AS "modifiedAt"
FROM mailing g
LEFT JOIN campaign c ON c.id = g.campaign_id
WHERE g.archived_at IS NULL
  AND g.status IN ('Pending', 'In Process', 'Paused')
  AND ${…}
ORDER BY g.id DESC
LIMIT 50

-- MailingRepository.grant
-- Lets a run send up to so many items of the mailing.
UPDATE mailing
SET batch_remaining = ?, batch_turn = batch_turn + 1
WHERE id = ?

-- MailingRepository.giveBack
-- What was claimed of a grant and could not be handed over may be claimed again; of an older grant nothing may.
UPDATE mailing
SET batch_remaining = batch_remaining + ?
WHERE id = ?
  AND batch_turn = ?

-- MailingRepository.hold
UPDATE mailing
SET batch_remaining = 0, batch_turn = batch_turn + 1,
    hold_code = ?, hold_reason = ?, held_since = COALESCE(held_since, ?)
WHERE id = ?

-- MailingRepository.clearHold
-- It went out, so whatever held it does no more.
UPDATE mailing
SET hold_code = NULL, hold_reason = NULL, held_since = NULL
WHERE id = ?
  AND hold_code IS NOT NULL

-- MailingRepository.fail
-- The mailing cannot be sent at all: it and its open items fail with the reason.
UPDATE mailing
SET status = 'Failed', status_reason = ?, completed_at = ?, modified_at = ?
WHERE id = ?
  AND status IN ('Pending', 'In Process')

-- MailingRepository.completeIfDone
-- In Process -> Complete when no item is open any more. Unconfirmed ones are for a person; they keep nothing open.
UPDATE mailing
SET status = 'Complete', completed_at = ?, modified_at = ?, hold_code = NULL, hold_reason = NULL,
  held_since = NULL
WHERE id = ?
  AND status = 'In Process'
  AND NOT EXISTS (
    SELECT 1
    FROM queue_item
    WHERE mailing_id = mailing.id
      AND status IN ('Pending', 'Sending')
      AND is_test = 0)

-- MailingRepository.forgetHold
-- What held these mailings was mended; the next run tries again.
UPDATE mailing
SET hold_code = NULL, hold_reason = NULL, held_since = NULL
WHERE hold_code = ?
  AND id IN (${…})

-- MailingRepository.withList
-- Those that send to the list or exclude it, archived ones aside.
SELECT DISTINCT g.public_id AS id, g.name, g.channel
FROM mailing_list l
JOIN mailing g ON g.id = l.mailing_id
WHERE l.list_id = ?
  AND g.archived_at IS NULL
LIMIT ${…}

-- MailingRepository.ofCampaign
-- Those of a campaign, archived ones aside.
SELECT public_id AS id, name, channel
FROM mailing
WHERE campaign_id = ?
  AND archived_at IS NULL
LIMIT ${…}

-- MailingRepository.scheduledOf
-- Those of a campaign that went out, or are about to.
SELECT public_id AS id, name, channel
FROM mailing
WHERE campaign_id = ?
  AND (status <> 'Draft' OR queued_at IS NOT NULL)
ORDER BY mailing.id
LIMIT 5


-- ==== libs/dispatch/src/model/mailing-lists.repository.ts

-- MailingLists.joinedSince
-- How many came to its target lists since a moment, and are there.
SELECT COUNT(*) AS count
FROM mailing_list l
JOIN target_list_member m ON m.list_id = l.list_id
WHERE l.mailing_id = ?
  AND l.excluding = 0
  AND m.listed = 1
  AND m.created_at > ?

-- MailingLists.askForConsent
-- Whether some list of a mailing asks for proof of consent.
SELECT l.list_id
FROM mailing_list l
JOIN target_list t ON t.id = l.list_id
WHERE l.mailing_id = ?
  AND l.excluding = 0
  AND t.consent_needed IS NOT NULL
LIMIT 1


-- ==== libs/dispatch/src/notices/notice.repository.ts

-- NoticeRepository.note
-- Writes down what has become due; a pair of mailing and kind is there once, whoever else does the same.
DELETE FROM mailing_notice
WHERE kind = 'held'
  AND mailing_id IN (
    SELECT m.id
    FROM mailing m
    WHERE m.held_since IS NULL)

-- NoticeRepository.note
-- Writes down what has become due; a pair of mailing and kind is there once, whoever else does the same.
INSERT INTO mailing_notice (mailing_id, kind, created_at)
SELECT m.id, ?, ?
FROM mailing m
WHERE m.owner IS NOT NULL
  AND ${…}
  AND NOT EXISTS (
    SELECT 1
    FROM mailing_notice n
    WHERE n.mailing_id = m.id
      AND n.kind = ?)
${…}

-- NoticeRepository.skipDue
-- What is due by now is taken for said.
UPDATE mailing_notice
SET sent_at = ?
WHERE sent_at IS NULL

-- NoticeRepository.unsaid
SELECT mailing_id AS "mailingId", kind
FROM mailing_notice
WHERE sent_at IS NULL
  AND created_at > ?
ORDER BY created_at
LIMIT ${…}

-- NoticeRepository.take
-- @returns false when somebody else is saying it, or has.
UPDATE mailing_notice
SET sent_at = ?
WHERE mailing_id = ?
  AND kind = ?
  AND sent_at IS NULL

-- NoticeRepository.giveBack
-- It could not be said; the next run tries again.
UPDATE mailing_notice
SET sent_at = NULL
WHERE mailing_id = ?
  AND kind = ?


-- ==== libs/dispatch/src/opt-out/address-mates.repository.ts

-- AddressMates.all
-- All of them that are written to at it, the item's own record too.
SELECT DISTINCT a.target_id AS id
FROM (${…}) a
WHERE a.address_key = ?
  AND a.is_primary = 1

-- AddressMates.optedOutWith
-- Those of them that opted out of one of the lists, each with the list, and are written to at this address: who has it beside another is
-- somebody whose wish nobody else takes back. One statement a type of record.
SELECT DISTINCT m.target_id AS id, m.list_id AS "listId"
FROM (${…}) a
JOIN target_list_member m
  ON m.target_type = ?
  AND m.target_id = a.target_id
  AND m.opted_out = 1
WHERE a.address_key = ?
  AND a.is_primary = 1
  AND m.list_id IN (${…})


-- ==== libs/dispatch/src/pace/pace-rule-sql.ts

-- PACE_RULES
FROM pace_rule p


-- ==== libs/dispatch/src/pace/pace.repository.ts

-- PaceRepository.used
-- Of all rules, in one statement a span: at most 61 rows a rule, by the primary key.
SELECT rule_id AS id, '${…}' AS span, SUM(used) AS total
FROM pace_count
WHERE span = '${…}' AND slot >= ?
GROUP BY rule_id

-- PaceRepository.used
-- Of all rules, in one statement a span: at most 61 rows a rule, by the primary key.
UNION ALL

-- PaceRepository.count
-- Messages counted by rule; call in the transaction that settles them.
INSERT INTO pace_count (rule_id, span, slot, used)
VALUES ${…}
${…}

-- PaceRepository.lock
-- Keeps others from making rules until the transaction ends.
UPDATE dispatch_gate
SET turn = (turn + 1) % 1000000
WHERE channel = ?

-- PaceRepository.forget
-- Slots that no window touches any more.
DELETE FROM pace_count
WHERE span = ?
  AND slot < ?

-- PaceRepository.slowDown
-- @param before when it was slowed last; another process may have been quicker.
UPDATE pace_rule
SET slow_level = ?, slow_base = ?, slow_reason = ?, slowed_at = ?
WHERE id = ?
  AND (slowed_at IS NULL OR slowed_at < ?)


-- ==== libs/dispatch/src/pace/receiver.repository.ts

-- ReceiverRepository.stampOf
-- Of the rules by which the items were told apart last; empty: never, or there were none.
SELECT pace_stamp AS stamp
FROM mailing
WHERE id = ?

-- ReceiverRepository.setStamp
UPDATE mailing
SET pace_stamp = ?
WHERE id = ?

-- ReceiverRepository.domains
-- Of what may still be sent.
SELECT DISTINCT ${…} AS domain
FROM queue_item
WHERE mailing_id = ?
  AND status IN ${…}
  AND is_test = 0

-- ReceiverRepository.clear
UPDATE queue_item
SET receiver_rule = 0
WHERE mailing_id = ?
  AND status IN ${…}
  AND receiver_rule <> 0

-- ReceiverRepository.move
UPDATE queue_item
SET receiver_rule = ?
WHERE id = ?

-- ReceiverRepository.assign
UPDATE queue_item
SET receiver_rule = ?
WHERE mailing_id = ?
  AND status IN ${…}
  AND is_test = 0
  AND ${…} IN (${…})

-- ReceiverRepository.byRule
SELECT receiver_rule AS receiver, account_rule AS account, COUNT(*) AS total
FROM queue_item
WHERE ${…}
  AND is_test = 0
GROUP BY receiver_rule, account_rule

-- ReceiverRepository.pending
-- Open items of a mailing, by rule of receivers. Index: ix_queue_claim.
SELECT receiver_rule AS receiver, COUNT(*) AS total
FROM queue_item
WHERE mailing_id = ?
  AND status = 'Pending'
  AND is_test = 0
GROUP BY receiver_rule


-- ==== libs/dispatch/src/queue/item-address.repository.ts

-- ItemAddresses.changedAddresses
-- Items whose record's primary address is another one now than when they were queued, or is gone.
SELECT q.id, a.address, a.address_key AS "addressKey"
FROM queue_item q
LEFT JOIN (${…}) a
  ON ${…}
  AND a.is_primary = 1
WHERE q.id IN (${…})
  AND q.target_type = ?
  AND (a.address_key IS NULL OR a.address <> ${…})

-- ItemAddresses.changeAddress
-- @throws a unique-key error when another item of the mailing has the address.
UPDATE queue_item
SET address = ?, address_key = ?
WHERE id = ?


-- ==== libs/dispatch/src/queue/item-archive.repository.ts

-- ItemArchive.mailingsToStore
-- Mailings that ended before a moment and have something to put away still; tests stay, they are few. Index:
-- ix_queue_claim. One look-up a mailing: of EXISTS MariaDB would make a table of the whole queue.
SELECT g.id
FROM mailing g
WHERE g.id > ?
  AND g.completed_at < ?
  AND g.status IN ('Complete', 'Failed', 'Cancelled')
  AND (
    SELECT q.id
    FROM queue_item q
    WHERE q.mailing_id = g.id
      AND q.status IN ${…}
      AND q.is_test = 0
    LIMIT 1) IS NOT NULL
ORDER BY g.id
LIMIT 100

-- ItemArchive.store
-- Puts away a slice of a mailing: items to which nothing happened since a moment. Indices: ix_queue_claim, ix_log_item;
-- what was put away is no longer in the way of the next slice. With NOT EXISTS MariaDB read all of the log since that
-- moment for each slice: 223 ms beside 4 with 430,000 entries. COALESCE keeps it from a filter by ix_log_date, for which it
-- would read whatever happened lately for each item.
-- @returns how many items and entries of the log; no items when none are left.
SELECT q.id
FROM queue_item q
WHERE q.mailing_id = ?
  AND q.status IN ${…}
  AND q.is_test = 0
  AND (
    SELECT l.id
    FROM campaign_log_record l
    WHERE l.queue_item_id = q.id
      AND COALESCE(l.action_date, l.action_date) >= ?
    LIMIT 1) IS NULL
LIMIT ${…} ${…}

-- ItemArchive.store
-- Puts away a slice of a mailing: items to which nothing happened since a moment. Indices: ix_queue_claim, ix_log_item;
-- what was put away is no longer in the way of the next slice. With NOT EXISTS MariaDB read all of the log since that
-- moment for each slice: 223 ms beside 4 with 430,000 entries. COALESCE keeps it from a filter by ix_log_date, for which it
-- would read whatever happened lately for each item.
-- @returns how many items and entries of the log; no items when none are left.
INSERT INTO queue_item_archive (${…})
SELECT ${…}
FROM queue_item
WHERE id IN (${…})

-- ItemArchive.store
-- Puts away a slice of a mailing: items to which nothing happened since a moment. Indices: ix_queue_claim, ix_log_item;
-- what was put away is no longer in the way of the next slice. With NOT EXISTS MariaDB read all of the log since that
-- moment for each slice: 223 ms beside 4 with 430,000 entries. COALESCE keeps it from a filter by ix_log_date, for which it
-- would read whatever happened lately for each item.
-- @returns how many items and entries of the log; no items when none are left.
DELETE FROM provider_reference
WHERE queue_item_id IN (${…})

-- ItemArchive.store
-- Puts away a slice of a mailing: items to which nothing happened since a moment. Indices: ix_queue_claim, ix_log_item;
-- what was put away is no longer in the way of the next slice. With NOT EXISTS MariaDB read all of the log since that
-- moment for each slice: 223 ms beside 4 with 430,000 entries. COALESCE keeps it from a filter by ix_log_date, for which it
-- would read whatever happened lately for each item.
-- @returns how many items and entries of the log; no items when none are left.
DELETE FROM queue_item
WHERE id IN (${…})

-- ItemArchive.takeTurn
-- Who puts items of an old mailing away and who writes to its log exclude each other, also on different nodes of a
-- cluster, where locks are the node's own: both write the mailing's row, before anything of its items.
-- @returns how many of the mailings ended before that moment.
UPDATE mailing
SET archive_turn = (archive_turn + 1) % 1000000
WHERE id IN (${…})
  AND completed_at < ?

-- ItemArchive.keepFromSlices
-- Keeps slices away from items of mailings that ended before a moment; call before they are locked.
SELECT q.mailing_id AS id
FROM ${…} q
JOIN mailing g ON g.id = q.mailing_id
WHERE q.id IN (${…})
  AND g.completed_at < ?

-- ItemArchive.restore
-- Brings back those of the items that lie here. @returns whether there were any, or others have just brought them back.
INSERT INTO queue_item (${…})
SELECT ${…}
FROM queue_item_archive
WHERE id IN (${…})

-- ItemArchive.restore
-- Brings back those of the items that lie here. @returns whether there were any, or others have just brought them back.
DELETE FROM queue_item_archive
WHERE id IN (${…})

-- ItemArchive.restoreOf
-- All that was ever meant for somebody; what is in the queue is locked first, so that no slice takes it away meanwhile.
-- Call inside a transaction. Indices: ix_queue_archive_target, ix_queue_archive_address.
SELECT id
FROM queue_item
WHERE ${…} ${…}

-- ItemArchive.restoreWhere
SELECT id
FROM queue_item_archive
WHERE ${…}
LIMIT ${…}

-- ItemArchive.among
SELECT id
FROM queue_item_archive
WHERE id IN (${…})
ORDER BY id ${…}


-- ==== libs/dispatch/src/queue/open-items.repository.ts

-- OpenItems.skipOpen
-- Nothing of a mailing goes out any more.
UPDATE queue_item
SET status = 'Skipped', skip_reason = ?, claimed_by = NULL
WHERE mailing_id = ?
  AND status = 'Pending'
  AND is_test = 0

-- OpenItems.retryFailed
-- @returns how many go back to the queue with all their attempts before them.
UPDATE queue_item
SET status = 'Pending', attempt_count = 0, next_attempt_at = ?, claimed_by = NULL
WHERE mailing_id = ?
  AND status IN ${…}
  AND is_test = 0

-- OpenItems.failOpen
-- Fails all that is still open, with one reason; for a mailing that cannot be sent at all.
UPDATE queue_item
SET status = 'Failed', last_error = ?, claimed_by = NULL
WHERE mailing_id = ?
  AND status = 'Pending'
  AND is_test = 0

-- OpenItems.reap
-- What dead processes left behind: claimed items go back to the queue; marked ones may or may not have been handed
-- over, so they wait for a person. Index: ix_queue_claimed.
UPDATE queue_item
SET status = 'Unconfirmed', last_error = ?, sent_at = ?
WHERE status = 'Sending'
  AND claimed_by IN (${…})

-- OpenItems.reap
-- What dead processes left behind: claimed items go back to the queue; marked ones may or may not have been handed
-- over, so they wait for a person. Index: ix_queue_claimed.
UPDATE queue_item
SET claimed_by = NULL
WHERE status = 'Pending'
  AND claimed_by IN (${…})


-- ==== libs/dispatch/src/queue/queue-personal-data.repository.ts

-- queueItemsOf
-- SELECT of the ids of everything that was ever queued for somebody.
SELECT id
FROM queue_item
WHERE ${…}

-- QueuePersonalDataRepository.itemsOf
SELECT q.channel, q.address, q.status, q.skip_reason AS "skipReason", q.sent_at AS "sentAt", q.delivery,
       q.last_error AS "lastError", g.name AS mailing
FROM (
  SELECT *
  FROM queue_item
  WHERE ${…}
) q
JOIN mailing g ON g.id = q.mailing_id
ORDER BY q.id

-- QueuePersonalDataRepository.forgetReferences
DELETE FROM provider_reference
WHERE queue_item_id IN (${…})

-- QueuePersonalDataRepository.skipOpen
-- Whoever is still to be written to is not.
UPDATE queue_item
SET status = 'Skipped', skip_reason = 'erased'
WHERE status = 'Pending'
  AND ${…}

-- QueuePersonalDataRepository.anonymise
-- @returns how many rows lost their name.
UPDATE queue_item
SET address = ${…}, address_key = ${…}, target_id = NULL, last_error = NULL
WHERE ${…}


-- ==== libs/dispatch/src/queue/queue.repository.ts

-- QueueRepository.claim
-- Reserves items for one process. The gate row is written first, so that claims of all processes come one
-- after another, on whichever node of a cluster, and neither the hourly cap nor the run's grant can be overdrawn.
-- Index: ix_queue_claim (mailing_id, status, receiver_rule, next_attempt_at), in whose order they are taken; for the cap
-- ix_queue_sent. Of 100,000 items 200 are claimed in 7 ms by it, in 102 ms without (bench:statements, MariaDB), and of a
-- queue of a million as fast as of one of two thousand (bench:scale).
UPDATE dispatch_gate
SET turn = (turn + 1) % 1000000
WHERE channel = ?

-- QueueRepository.claim
-- Reserves items for one process. The gate row is written first, so that claims of all processes come one
-- after another, on whichever node of a cluster, and neither the hourly cap nor the run's grant can be overdrawn.
-- Index: ix_queue_claim (mailing_id, status, receiver_rule, next_attempt_at), in whose order they are taken; for the cap
-- ix_queue_sent. Of 100,000 items 200 are claimed in 7 ms by it, in 102 ms without (bench:statements, MariaDB), and of a
-- queue of a million as fast as of one of two thousand (bench:scale).
UPDATE sender
SET seen_at = ?
WHERE id = ?

-- QueueRepository.claim
-- Reserves items for one process. The gate row is written first, so that claims of all processes come one
-- after another, on whichever node of a cluster, and neither the hourly cap nor the run's grant can be overdrawn.
-- Index: ix_queue_claim (mailing_id, status, receiver_rule, next_attempt_at), in whose order they are taken; for the cap
-- ix_queue_sent. Of 100,000 items 200 are claimed in 7 ms by it, in 102 ms without (bench:statements, MariaDB), and of a
-- queue of a million as fast as of one of two thousand (bench:scale).
SELECT g.batch_remaining, g.batch_turn
FROM mailing g
LEFT JOIN campaign c ON c.id = g.campaign_id
WHERE g.id = ?
  AND ${…} ${…}

-- QueueRepository.claim
-- Reserves items for one process. The gate row is written first, so that claims of all processes come one
-- after another, on whichever node of a cluster, and neither the hourly cap nor the run's grant can be overdrawn.
-- Index: ix_queue_claim (mailing_id, status, receiver_rule, next_attempt_at), in whose order they are taken; for the cap
-- ix_queue_sent. Of 100,000 items 200 are claimed in 7 ms by it, in 102 ms without (bench:statements, MariaDB), and of a
-- queue of a million as fast as of one of two thousand (bench:scale).
UPDATE queue_item
SET claimed_by = ?, account_rule = ?
WHERE id IN (${…})

-- QueueRepository.claim
-- Reserves items for one process. The gate row is written first, so that claims of all processes come one
-- after another, on whichever node of a cluster, and neither the hourly cap nor the run's grant can be overdrawn.
-- Index: ix_queue_claim (mailing_id, status, receiver_rule, next_attempt_at), in whose order they are taken; for the cap
-- ix_queue_sent. Of 100,000 items 200 are claimed in 7 ms by it, in 102 ms without (bench:statements, MariaDB), and of a
-- queue of a million as fast as of one of two thousand (bench:scale).
UPDATE mailing
SET batch_remaining = batch_remaining - ?
WHERE id = ?

-- QueueRepository.pending
-- Of each group of receivers as many as its rule lets through, so that one that is slow holds no other back.
SELECT ${…}
FROM queue_item
WHERE mailing_id = ?
  AND status = 'Pending'
  AND receiver_rule = ?
  AND next_attempt_at <= ?
  AND claimed_by IS NULL
  AND is_test = 0
ORDER BY next_attempt_at, id
LIMIT ?

-- QueueRepository.pending
-- Of each group of receivers as many as its rule lets through, so that one that is slow holds no other back.
SELECT ${…} FROM (${…}) g${…}

-- QueueRepository.pending
-- Of each group of receivers as many as its rule lets through, so that one that is slow holds no other back.
UNION ALL

-- QueueRepository.countedThisHour
-- Messages that count against the hourly cap: sent in the last 60 minutes (or perhaps sent: Unconfirmed), or claimed to
-- be. Two counts, since each has an index (ix_queue_sent, ix_queue_claimed): 7 ms with 30,000 sent, 20 ms as one with
-- OR (bench:statements, MariaDB).
SELECT (
  SELECT COUNT(*)
  FROM queue_item
  WHERE channel = ?
    AND sent_at > ?
    AND is_test = 0
) + (
  SELECT COUNT(*)
  FROM queue_item
  WHERE claimed_by IS NOT NULL
    AND status IN ('Pending', 'Sending')
    AND channel = ?
    AND is_test = 0
) AS total

-- QueueRepository.markSending
-- The last look before the hand-over, and the mark that a crash leaves behind: Pending -> Sending for those
-- of the items that are still ours, whose mailing still goes on, and who have not opted out or become
-- invalid since. One statement, so that nothing comes between look and mark. Items by PRIMARY, addresses by
-- ix_crm_address_key, members by ux_member: 13 ms for 200 items, of which asking for opt-outs by address, not by the
-- record alone, is 6 (bench:statements, MariaDB).
-- @returns the ids that are now Sending.
UPDATE queue_item
SET status = 'Sending', attempt_count = attempt_count + 1
WHERE id IN (${…})
  AND claimed_by = ?
  AND status = 'Pending'
  AND (is_test = 1 OR EXISTS (
    SELECT 1
    FROM mailing g
    LEFT JOIN campaign c ON c.id = g.campaign_id
    WHERE g.id = queue_item.mailing_id
      AND ${…}))
  AND NOT ${…}

-- QueueRepository.markSending
-- The last look before the hand-over, and the mark that a crash leaves behind: Pending -> Sending for those
-- of the items that are still ours, whose mailing still goes on, and who have not opted out or become
-- invalid since. One statement, so that nothing comes between look and mark. Items by PRIMARY, addresses by
-- ix_crm_address_key, members by ux_member: 13 ms for 200 items, of which asking for opt-outs by address, not by the
-- record alone, is 6 (bench:statements, MariaDB).
-- @returns the ids that are now Sending.
SELECT id
FROM queue_item
WHERE id IN (${…})
  AND claimed_by = ?
  AND status = 'Sending'

-- QueueRepository.skipBarred
-- Settles the items that {@link markSending} left out: whoever is barred is Skipped with the reason, the
-- others (mailing paused, campaign inactive) go back to the queue.
-- @returns ids of those that went back
SELECT queue_item.id, ${…} AS reason
FROM queue_item
WHERE id IN (${…})
  AND claimed_by = ?
  AND status = 'Pending'

-- QueueRepository.skip
UPDATE queue_item
SET status = 'Skipped', skip_reason = ?, claimed_by = NULL
WHERE id IN (${…})

-- QueueRepository.release
-- Gives claimed items back; what was marked but never handed over costs nobody an attempt.
UPDATE queue_item
SET claimed_by = NULL,
    attempt_count = attempt_count - CASE status WHEN 'Sending' THEN 1 ELSE 0 END,
    status = 'Pending'
WHERE id IN (${…})
  AND claimed_by = ?
  AND status IN ('Pending', 'Sending')


-- ==== libs/dispatch/src/queue/queued-records.repository.ts

-- QueuedRecords.among
-- Indices: ix_queue_target, ix_queue_archive_target.
SELECT target_id AS id
FROM queue_item
WHERE target_type = ?
  AND target_id IN (${…})
UNION
SELECT target_id
FROM queue_item_archive
WHERE target_type = ?
  AND target_id IN (${…})


-- ==== libs/dispatch/src/queue/sent-items.repository.ts

-- selectFrom
SELECT q.id, q.mailing_id AS "mailingId", q.channel, g.campaign_id AS "campaignId",
       ${…} AS informational, g.opt_out_entirely AS "optOutEntirely",
       q.target_type AS "targetType", q.target_id AS "targetId", q.address, q.address_key AS "addressKey",
       q.attempt_count AS "attemptCount", q.is_test AS "isTest", q.sent_at AS "sentAt"
FROM ${…} q
JOIN mailing g ON g.id = q.mailing_id
LEFT JOIN campaign c ON c.id = g.campaign_id

-- SentItems.lockIn
-- @returns those that are in the queue.
SELECT id
FROM queue_item
WHERE id IN (${…})
ORDER BY id ${…}

-- SentItems.setDelivery
-- The fate of delivery, apart from that of handing over, of items that share it.
UPDATE queue_item
SET delivery = ?
WHERE id IN (${…})

-- SentItems.lastSentTo
-- The newest message that went to each of the addresses since `since`; the last resort when nothing else tells.
${…}
WHERE q.id IN (
  SELECT MAX(i.id)
  FROM queue_item i
  WHERE i.address_key IN (${…})
    AND i.sent_at >= ?
    AND i.channel = ?
    AND i.is_test = 0
  GROUP BY i.address_key)

-- SentItems.isStillTheirs
-- Whether the record that it went to is still written to at that address.
SELECT a.target_id
FROM (${…}) a
WHERE ${…}
  AND a.address_key = ?
  AND a.is_primary = 1

-- SentItems.targetListsOf
SELECT list_id
FROM mailing_list
WHERE mailing_id = ?
  AND excluding = 0

-- SentItems.ownWishAgainst
-- Why the person would not get such a message again by their own wish, as the last look would see it; null: they would.
SELECT ${…} AS reason
FROM (
  SELECT ${…}
  FROM queue_item
  WHERE id = ?
  UNION ALL
  SELECT ${…}
  FROM queue_item_archive
  WHERE id = ?) queue_item


-- ==== libs/dispatch/src/queue/settlement.repository.ts

-- SettlementRepository.settleAll
-- Sending -> Sent in one statement. Also for items that a reaper took for lost in the meantime: the sender that comes
-- back knows better.
-- @returns false when not all were there to be settled; the transaction is to be rolled back then, and done anew by
-- {@link settleThoseLeft}.
UPDATE queue_item
SET status = 'Sent', sent_at = ?, last_error = NULL, claimed_by = NULL
WHERE id IN (${…})
  AND claimed_by = ?
  AND status IN ('Sending', 'Unconfirmed')

-- SettlementRepository.settleThoseLeft
-- The same one statement longer, which tells which of them.
-- @returns the ids that this call settled; fewer when a person had them sent again, or when an earlier try
-- of the same settlement was committed although its answer was lost.
SELECT id
FROM queue_item
WHERE id IN (${…})
  AND claimed_by = ?
  AND status IN ('Sending', 'Unconfirmed') ${…}

-- SettlementRepository.settleThoseLeft
-- The same one statement longer, which tells which of them.
-- @returns the ids that this call settled; fewer when a person had them sent again, or when an earlier try
-- of the same settlement was committed although its answer was lost.
UPDATE queue_item
SET status = 'Sent', sent_at = ?, last_error = NULL, claimed_by = NULL
WHERE id IN (${…})

-- SettlementRepository.settleFailures
-- What did not go out, each with its own state, words and next time; one statement for all: 4 ms for 200, and 28 ms one by one (bench:statements).
UPDATE queue_item
SET ${…}status = ${…}, last_error = ${…}, next_attempt_at = ${…}, claimed_by = NULL
WHERE id IN (${…})
  AND claimed_by = ?
  AND status IN ('Sending', 'Unconfirmed')

-- SettlementRepository.settleFailures
-- What did not go out, each with its own state, words and next time; one statement for all: 4 ms for 200, and 28 ms one by one (bench:statements).
UPDATE queue_item
SET sent_at = ?
WHERE id IN (${…})
  AND status = 'Unconfirmed'

-- SettlementRepository.keepReferences
-- What the peer calls the messages, so that what it says later finds them.
INSERT INTO provider_reference (queue_item_id, kind, value)
VALUES ${…}


-- ==== libs/dispatch/src/recipients/candidates-sql.ts

-- candidatesSql
-- Who of a list may get a mailing, in SQL; whether they do is for the rules. Pure.
-- @returns undefined for a type that has no addresses on the channel.
FROM target_list_member m
${…}
LEFT JOIN (${…}) a
  ON ${…}
  AND a.is_primary = 1
LEFT JOIN address_status s
  ON s.channel = '${…}'
  AND s.address_key = a.address_key
${…}
WHERE m.list_id = ?
  AND m.target_type = ?
  AND m.listed = 1
  ${…}

-- candidatesSql
-- Who of a list may get a mailing, in SQL; whether they do is for the rules. Pure.
-- @returns undefined for a type that has no addresses on the channel.
LEFT JOIN queue_item q
ON q.target_type = m.target_type
AND q.target_id = m.target_id
AND q.mailing_id = ${…}
AND q.is_test = 0

-- barredAddressesSql
-- SELECT of `(mailing_id, list_id, address_key)`: all addresses, not the primary ones alone, of the members who bar
-- theirs by a rule. What they want holds for every record with one of them, of any type. CROSS, so that SQLite begins with
-- the few members and not with all addresses; MariaDB knows by its figures.
SELECT ma.address_key
FROM target_list_member xm
CROSS JOIN (${…}) ma ON ${…}
WHERE xm.target_type = '${…}'
  AND ${…}

-- barredAddressesSql
-- SELECT of `(mailing_id, list_id, address_key)`: all addresses, not the primary ones alone, of the members who bar
-- theirs by a rule. What they want holds for every record with one of them, of any type. CROSS, so that SQLite begins with
-- the few members and not with all addresses; MariaDB knows by its figures.
SELECT DISTINCT ${…}, ${…}, d.address_key
FROM (${…}) d

-- barredAddressesSql
-- SELECT of `(mailing_id, list_id, address_key)`: all addresses, not the primary ones alone, of the members who bar
-- theirs by a rule. What they want holds for every record with one of them, of any type. CROSS, so that SQLite begins with
-- the few members and not with all addresses; MariaDB knows by its figures.
UNION ALL


-- ==== libs/dispatch/src/recipients/left-out-sql.ts

-- LEFT_OUT
FROM mailing_left_out_person p


-- ==== libs/dispatch/src/recipients/left-out.repository.ts

-- LeftOutRepository.keepBuilt
-- Of a queue that has just been built. Whoever is in it is found first, by ix_queue_target alone, so that the rules are
-- asked of the others only: of a million people who get it, nobody's address is read a second time. Whoever may get it
-- and has no item shares an address; that outweighs what another list says of them.
-- @returns counts by reason
INSERT INTO mailing_left_out_person (mailing_id, target_type, target_id, reason, address)
SELECT ${…}, m.target_type, m.target_id, COALESCE(${…}, '${…}'), a.address
${…}
ORDER BY m.target_id
${…}

-- LeftOutRepository.lookAhead
-- The same for a queue that could be built now.
DELETE FROM mailing_left_out_person
WHERE mailing_id = ?
  AND target_type = ?
  AND target_id IN (
    SELECT m.target_id
    ${…}
      AND ${…} IS NULL)

-- LeftOutRepository.lookAhead
-- The same for a queue that could be built now.
SELECT COUNT(DISTINCT e.address_key) AS addresses, COUNT(DISTINCT ${…}) AS people
FROM (${…}) e

-- LeftOutRepository.byPortion
-- How many recipients each portion brings that no earlier one did.
SELECT f.part, COUNT(*) AS total
FROM (
  SELECT e.address_key, MIN(e.part) AS part
  FROM (${…}) e
  GROUP BY e.address_key
) f
GROUP BY f.part

-- LeftOutRepository.forget
DELETE FROM mailing_left_out_person
WHERE mailing_id = ?

-- LeftOutRepository.of
-- Those of some records that are left out, by id.
SELECT target_id AS id, reason, address
FROM mailing_left_out_person
WHERE mailing_id = ?
  AND target_type = ?
  AND target_id IN (${…})

-- LeftOutRepository.addBarred
INSERT INTO mailing_left_out_person (mailing_id, target_type, target_id, reason, address)
SELECT ${…}, m.target_type, m.target_id, ${…}, a.address
${…}
  AND ${…} IS NOT NULL
${…}

-- LeftOutRepository.addDuplicates
-- Of several records with one address the first gets it, in the order in which the queue would be built.
INSERT INTO mailing_left_out_person (mailing_id, target_type, target_id, reason, address)
SELECT ${…}, d.target_type, d.target_id, '${…}', d.address
FROM (
  SELECT e.target_type, e.target_id, e.address, ${…} AS person,
         FIRST_VALUE(${…}) ${…} AS first_person
  FROM (${…}) e
) d
WHERE d.person <> d.first_person
${…}

-- LeftOutRepository.counts
SELECT reason, COUNT(*) AS total
FROM mailing_left_out_person
WHERE mailing_id = ?
GROUP BY reason

-- eligible
SELECT ${…} AS part, m.target_type, m.target_id, a.address, a.address_key
${…}
  AND ${…} IS NULL

-- eligible
UNION ALL


-- ==== libs/dispatch/src/recipients/list-of-recipients-sql.ts

-- recipientsOf
-- Records of a source among the recipients. Indices: ix_queue_target by record, ix_queue_claim by mailing.
-- @param archived the mailing is so old that its items may lie in the archive.
${…} IN (
SELECT q.target_id
FROM ${…} q
WHERE q.mailing_id = ?
  AND q.target_type = ?
  AND q.is_test = 0
  AND ${…})


-- ==== libs/dispatch/src/recipients/look-ahead.repository.ts

-- LookAheadRepository.lock
SELECT id
FROM mailing
WHERE id = ? ${…}

-- LookAheadRepository.prospects
SELECT m.target_id AS "targetId", ${…} AS reason, a.address
${…}
  AND m.target_id IN (${…})

-- LookAheadRepository.hasRecipient
SELECT 1
${…}
  AND ${…} IS NULL
  AND ${…}
LIMIT 1

-- LookAheadRepository.countRecipients
SELECT COUNT(*) AS total
${…}
  AND ${…} IS NULL

-- LookAheadRepository.countEmpty
-- @param value SQL over the source's own `list.from`
SELECT COUNT(*) AS total
FROM (
  SELECT m.target_id AS t
  ${…}
    AND ${…} IS NULL
) d
JOIN (
  SELECT ${…} AS rid, ${…} AS v
  FROM ${…}
) w ON w.rid = d.t
WHERE COALESCE(w.v, '') = ''


-- ==== libs/dispatch/src/recipients/portions.repository.ts

-- Portions.forgetBarred
DELETE FROM barred_address
WHERE mailing_id = ?

-- Portions.typesOn
-- The record types on a list. Index: ux_member.
SELECT DISTINCT target_type AS type
FROM target_list_member
WHERE list_id = ?

-- Portions.hasOptedOut
-- Whether anybody opted out of a list, members or not. Index: ix_member_state.
SELECT 1
FROM target_list_member
WHERE list_id = ?
  AND opted_out = 1
LIMIT 1

-- Portions.bar
-- Kept in a table for as long as the queue is built: with 500 excluded addresses among 100,000 members the join takes
-- 0.3 s by its key and 6 s over a derived table, which MariaDB cannot index at this width (bench:statements).
INSERT INTO barred_address (mailing_id, list_id, address_key)
${…}


-- ==== libs/dispatch/src/recipients/queue-building.repository.ts

-- QueueBuildingRepository.begin
-- Pending -> In Process. First come, first served: the row stays locked until the commit.
UPDATE mailing
SET status = 'In Process', queued_at = ?, modified_at = ?, informational = ?,
    hold_code = NULL, hold_reason = NULL
WHERE id = ?
  AND status = 'Pending'

-- QueueBuildingRepository.dropUnsent
-- What an earlier building left; what was sent stays.
DELETE FROM queue_item
WHERE mailing_id = ?
  AND status IN ('Pending', 'Failed', 'Skipped')
  AND is_test = 0

-- QueueBuildingRepository.insert
-- The unique key over mailing and address is what makes it one item an address, whatever the lists hold. The order
-- is that of the members' index (ux_member), so it costs nothing; the look ahead goes by it as well.
INSERT INTO queue_item
  (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at,
   created_at)
SELECT ?, ?, m.target_type, m.target_id, a.address, a.address_key, 'Pending', ?, ?
${…}
  AND ${…} IS NULL
ORDER BY m.target_id
${…}

-- QueueBuildingRepository.countItems
-- Tests have a number of their own, so that ux_queue_recipient alone is read: no item of a million.
SELECT COUNT(*) AS total
FROM queue_item
WHERE mailing_id = ?
  AND test_no = 0

-- QueueBuildingRepository.keepCounts
DELETE FROM mailing_left_out
WHERE mailing_id = ?

-- QueueBuildingRepository.keepCounts
INSERT INTO mailing_left_out (mailing_id, reason, value)
VALUES ${…}


-- ==== libs/dispatch/src/recipients/recipient-rules-sql.ts

-- barred
LEFT JOIN barred_address ${…}
ON ${…}.mailing_id = ${…}
AND ${…}.list_id = ${…}
AND ${…}.address_key = a.address_key

-- RULES
x.address_key IS NOT NULL AND EXISTS (
SELECT 1
FROM target_list_member em
JOIN mailing_list el
  ON el.list_id = em.list_id
  AND el.excluding = 1
  AND el.mailing_id = ${…}
WHERE em.target_type = m.target_type
  AND em.target_id = m.target_id
  AND em.listed = 1)

-- RULES
xm.listed = 1 AND xm.list_id IN (
SELECT xl.list_id
FROM mailing_list xl
WHERE xl.mailing_id = ${…}
  AND xl.excluding = 1)

-- RULES
EXISTS (
SELECT 1
FROM target_list t
WHERE t.id = l.list_id
  AND (t.consent_needed IS NULL OR ${…}))

-- RULES
m.less_often = 1 AND EXISTS (
SELECT 1
FROM queue_item lq
JOIN mailing_list ll
  ON ll.mailing_id = lq.mailing_id
  AND ll.list_id = ${…}
  AND ll.excluding = 0
WHERE lq.address_key = a.address_key
  AND lq.channel = '${…}'
  AND lq.is_test = 0
  AND (lq.status IN ('Pending', 'Sending')
    OR lq.sent_at > ${…}))

-- statusIs
EXISTS (
SELECT 1
FROM address_status s
WHERE s.channel = queue_item.channel
  AND s.address_key = queue_item.address_key
  AND ${…})

-- onList
-- That on some target list `l` of the item's mailing something holds.
EXISTS (
SELECT 1
FROM mailing_list l
WHERE l.mailing_id = queue_item.mailing_id
  AND l.excluding = 0
  AND ${…})

-- byRecord
-- That the item's own record is a member of list `l` in this way.
EXISTS (
SELECT 1
FROM target_list_member m
WHERE m.list_id = l.list_id
  AND m.target_type = queue_item.target_type
  AND m.target_id = queue_item.target_id
  AND ${…})

-- optedOutByAddress
-- That some record with the item's address opted out of list `l`.
EXISTS (
SELECT 1
FROM (${…}) b
JOIN target_list_member o
  ON o.list_id = l.list_id
  AND o.target_type = '${…}'
  AND o.target_id = b.target_id
  AND o.opted_out = 1
WHERE b.address_key = queue_item.address_key)


-- ==== libs/dispatch/src/recipients/why.repository.ts

-- WhyRepository.holdersOf
-- Records that have the address.
SELECT DISTINCT target_id AS id
FROM (${…}) a
WHERE address_key = ?
LIMIT ${…}

-- WhyRepository.items
-- Items of a mailing, tests aside, that went to the records or to the address. Indices: ix_queue_target,
-- ux_queue_recipient, and those of the archive.
SELECT id, target_type AS "targetType", target_id AS "targetId", address, status,
       COALESCE(skip_reason, last_error) AS reason, sent_at AS "sentAt", delivery
FROM ${…}
WHERE mailing_id = ?
  AND is_test = 0
  AND (${…})


-- ==== libs/dispatch/src/restore/restored-mailings.repository.ts

-- RestoredMailings.hold
-- Messages of mailings that were going out become Unconfirmed: each may have been sent since, and none is sent again unless a person says
-- so. Mailings that were to go wait for a person too: they may have been brought forward, changed or cancelled.
-- @param note in words, for whoever looks at one of them
-- @returns how many messages and mailings
UPDATE queue_item
SET status = 'Unconfirmed', claimed_by = NULL, last_error = ?
WHERE status IN ('Pending', 'Sending')
  AND is_test = 0
  AND mailing_id IN (
    SELECT id
    FROM mailing
    WHERE status IN ('In Process', 'Paused'))

-- RestoredMailings.hold
-- Messages of mailings that were going out become Unconfirmed: each may have been sent since, and none is sent again unless a person says
-- so. Mailings that were to go wait for a person too: they may have been brought forward, changed or cancelled.
-- @param note in words, for whoever looks at one of them
-- @returns how many messages and mailings
UPDATE mailing
SET hold_code = NULL, hold_reason = NULL, held_since = NULL
WHERE hold_code = 'account'

-- RestoredMailings.hold
-- Messages of mailings that were going out become Unconfirmed: each may have been sent since, and none is sent again unless a person says
-- so. Mailings that were to go wait for a person too: they may have been brought forward, changed or cancelled.
-- @param note in words, for whoever looks at one of them
-- @returns how many messages and mailings
UPDATE mailing
SET hold_code = 'restored', hold_reason = ?, held_since = ?
WHERE archived_at IS NULL
  AND status = 'Pending'


-- ==== libs/dispatch/src/sending/handover-time.repository.ts

-- HandoverTimeRepository.add
INSERT INTO handover_time (channel, up_to_ms, messages, total_ms)
VALUES ${…}
${…}

-- HandoverTimeRepository.all
SELECT channel, up_to_ms AS "upToMs", messages, total_ms AS "totalMs"
FROM handover_time


-- ==== libs/dispatch/src/sending/progress.repository.ts

-- ProgressRepository.countsByStatus
-- Tests aside; of the archive too. Indices: ix_queue_claim, ix_queue_archive_mailing.
SELECT status, COUNT(*) AS total
FROM queue_item
WHERE mailing_id = ?
  AND is_test = 0
GROUP BY status
UNION ALL
SELECT status, COUNT(*)
FROM queue_item_archive
WHERE mailing_id = ?
  AND is_test = 0
GROUP BY status

-- ProgressRepository.leftOut
SELECT reason, value
FROM mailing_left_out
WHERE mailing_id = ?

-- ProgressRepository.firstSentSince
-- Index: ix_queue_sent.
SELECT MIN(sent_at) AS at
FROM queue_item
WHERE channel = ?
  AND sent_at > ?
  AND is_test = 0

-- ProgressRepository.nextAttempt
-- When the first of what is left may be tried; null when nothing is. A group of receivers at a time, so that
-- ix_queue_claim tells without a row being read.
SELECT MIN(next_attempt_at) AS at
FROM queue_item
WHERE mailing_id = ?
  AND status = 'Pending'
GROUP BY receiver_rule


-- ==== libs/dispatch/src/sending/sending-process.repository.ts

-- SendingProcessRepository.add
-- @returns its number.
INSERT INTO sender (name, seen_at)
VALUES (?, ?)

-- SendingProcessRepository.add
-- @returns its number.
SELECT id
FROM sender
WHERE name = ?

-- SendingProcessRepository.beat
-- @returns false when it was taken for dead in the meantime.
UPDATE sender
SET seen_at = ?
WHERE id = ?

-- SendingProcessRepository.lockOthers
-- All others, locked until the transaction ends.
SELECT id, name, CASE WHEN seen_at < ? THEN 1 ELSE 0 END AS late
FROM sender
WHERE id <> ? ${…}

-- SendingProcessRepository.remove
DELETE FROM sender
WHERE id IN (${…})


-- ==== libs/dispatch/src/sending/test-item.repository.ts

-- TestItemRepository.primaryAddresses
-- By id of the record; without those that have none on the channel.
SELECT target_id AS id, address, address_key AS "key"
FROM (${…}) a
WHERE is_primary = 1
  AND ${…}

-- TestItemRepository.enqueue
INSERT INTO queue_item
  (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at,
   created_at, is_test, test_no, claimed_by)
VALUES ${…}

-- TestItemRepository.enqueue
SELECT id, address_key AS "key"
FROM queue_item
WHERE mailing_id = ?
  AND test_no = ?

-- TestItemRepository.nextTest
-- Tests of a mailing are numbered from 1; its row is locked, so that no two get the same number.
SELECT id
FROM mailing
WHERE id = ? ${…}

-- TestItemRepository.nextTest
-- Tests of a mailing are numbered from 1; its row is locked, so that no two get the same number.
SELECT MAX(test_no) AS last
FROM queue_item
WHERE mailing_id = ?

-- TestItemRepository.giveUp
UPDATE queue_item
SET status = 'Failed', last_error = ?, claimed_by = NULL
WHERE id IN (${…})
  AND status = 'Pending'

-- TestItemRepository.fatesOf
SELECT id, status, COALESCE(skip_reason, last_error) AS reason
FROM queue_item
WHERE id IN (${…})
