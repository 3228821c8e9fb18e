-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/campaigns/src/campaign/campaign-sql.ts

-- CAMPAIGNS
FROM campaign c


-- ==== libs/campaigns/src/campaign/campaign.repository.ts

-- CampaignRepository.activate
-- Planning -> Active. @returns whether it was Planning
UPDATE campaign
SET status = 'Active', modified_at = ?
WHERE id = ?
  AND status = 'Planning'

-- CampaignRepository.keysOf
-- Of those that are there and not archived.
SELECT id, public_id AS "publicId"
FROM campaign
WHERE archived_at IS NULL
  AND public_id IN (${…})

-- CampaignRepository.lock
-- Keeps others from changing what belongs to it until the transaction ends.
SELECT id
FROM campaign
WHERE id = ? ${…}


-- ==== libs/campaigns/src/lead-form/lead-form-sql.ts

-- LEAD_FORMS
FROM lead_form f
JOIN campaign c ON c.id = f.campaign_id
LEFT JOIN target_list t ON t.id = f.list_id


-- ==== libs/campaigns/src/lead-form/lead-form.repository.ts

-- LeadFormRepository.filling
-- The forms that put people on a list.
SELECT public_id AS id, name
FROM lead_form
WHERE list_id = ?
ORDER BY lead_form.id
LIMIT ${…}


-- ==== libs/campaigns/src/log/activity-sql.ts

-- activitySql
-- Whether the log knows such a thing of a record. Tests never count; suspected bots only where they are asked for. Pure.
-- @throws InvalidInput naming the path of the fault
la.${…} IN (
SELECT ll.id
FROM ${…} ll
WHERE ll.public_id IN (${…}))

-- activitySql
-- Whether the log knows such a thing of a record. Tests never count; suspected bots only where they are asked for. Pure.
-- @throws InvalidInput naming the path of the fault
(
SELECT COUNT(*)
${…}
  AND la.target_id = ${…})

-- activitySql
-- Whether the log knows such a thing of a record. Tests never count; suspected bots only where they are asked for. Pure.
-- @throws InvalidInput naming the path of the fault
EXISTS (
SELECT 1
${…}
  AND la.target_id = ${…})


-- ==== libs/campaigns/src/log/campaign-log.repository.ts

-- CampaignLogRepository.insert
INSERT INTO campaign_log_record (${…})
VALUES ${…}

-- CampaignLogRepository.hitAgain
-- The same happened so many times more: hits by dedupe key.
UPDATE campaign_log_record
SET hits = hits + CASE dedupe_key ${…} END
WHERE dedupe_key IN (${…})

-- CampaignLogRepository.hitsOf
-- Opens and clicks that the log holds of these items. Index: ix_log_item.
SELECT queue_item_id AS "queueItemId", action, tracking_url_id AS "trackingUrlId", is_bot AS "isBot",
       dedupe_key AS "dedupeKey"
FROM campaign_log_record
WHERE queue_item_id IN (${…})
  AND action IN ('Opened', 'Clicked')

-- CampaignLogRepository.findByKeys
-- Those of some dedupe keys that the log holds, by key. Index: the unique one.
SELECT id, campaign_id AS "campaignId", mailing_id AS "mailingId", action, action_date AS "actionDate",
       target_type AS "targetType", address_group AS "addressGroup", is_test AS "isTest",
       is_bot AS "isBot", details, dedupe_key AS "dedupeKey"
FROM campaign_log_record
WHERE dedupe_key IN (${…})

-- CampaignLogRepository.changeAll
-- The verdicts of entries changed; when and what, and nothing else. @param changes by the entry's id
UPDATE campaign_log_record
SET action_date = CASE id ${…}END, details = CASE id ${…}END
WHERE id IN (${…})

-- CampaignLogRepository.removeAll
DELETE FROM campaign_log_record
WHERE id IN (${…})


-- ==== libs/campaigns/src/log/log-archive.repository.ts

-- LogArchive.store
-- By the ids of the entries, so that what is not copied cannot be deleted. Index: ix_log_item.
-- @returns how many entries were put away.
INSERT INTO campaign_log_archive (${…})
SELECT ${…}
FROM campaign_log_record
WHERE id IN (${…})

-- LogArchive.store
-- By the ids of the entries, so that what is not copied cannot be deleted. Index: ix_log_item.
-- @returns how many entries were put away.
DELETE FROM campaign_log_record
WHERE id IN (${…})

-- LogArchive.restore
-- Something happened to messages again. Index: ix_log_archive_item.
INSERT INTO campaign_log_record (${…})
SELECT ${…}
FROM campaign_log_archive
WHERE queue_item_id IN (${…})

-- LogArchive.restore
-- Something happened to messages again. Index: ix_log_archive_item.
DELETE FROM campaign_log_archive
WHERE queue_item_id IN (${…})

-- LogArchive.entriesOf
SELECT id
FROM campaign_log_record
WHERE queue_item_id IN (${…})

-- LogArchive.touchedSince
-- Of some items those to which something happened since a moment. Index: ix_log_item.
SELECT DISTINCT queue_item_id AS id
FROM campaign_log_record
WHERE queue_item_id IN (${…})
  AND action_date >= ?


-- ==== libs/campaigns/src/log/log-personal-data.repository.ts

-- LogPersonalDataRepository.entriesOf
SELECT c.name AS campaign, l.action, l.action_date AS "actionDate", l.address, u.url AS link, l.hits,
       l.details
FROM campaign_log_record l
JOIN campaign c ON c.id = l.campaign_id
LEFT JOIN tracking_url u ON u.id = l.tracking_url_id
WHERE ${…}
ORDER BY l.id

-- LogPersonalDataRepository.anonymise
-- Of the details only what the counters need stays. @returns how many entries lost their name
UPDATE campaign_log_record
SET address = NULL,
    target_id = NULL,
    details = CASE
      WHEN action <> 'Bounced' THEN NULL
      WHEN details LIKE '%"hard":true%' THEN '{"hard":true}'
      ELSE '{"hard":false}'
    END
WHERE ${…}


-- ==== libs/campaigns/src/log/log-selection-sql.ts

-- havingSql
l.campaign_id IN (SELECT c.id FROM campaign c WHERE ${…})

-- havingSql
${…} IN (
SELECT l.target_id
FROM ${…}
WHERE ${…})

-- havingSql
EXISTS (
SELECT 1
FROM ${…}
WHERE l.target_id = ${…}
  AND ${…})


-- ==== libs/campaigns/src/log/log-selections.repository.ts

-- LogSelections.count
SELECT COUNT(*) AS total
FROM ${…}
WHERE ${…}

-- LogSelections.mailingKeys
-- Keys of mailings, in no order. @throws InvalidInput naming the field, and those that there are none of.
SELECT id, public_id AS "publicId"
FROM ${…}
WHERE public_id IN (${…})


-- ==== libs/campaigns/src/log/logged-records.repository.ts

-- LoggedRecords.among
-- Indices: ix_log_target, ix_log_archive_target.
SELECT target_id AS id
FROM campaign_log_record
WHERE target_type = ?
  AND target_id IN (${…})
UNION
SELECT target_id
FROM campaign_log_archive
WHERE target_type = ?
  AND target_id IN (${…})


-- ==== libs/campaigns/src/statistics/counters.repository.ts

-- Counters.upsert
-- Rows go in one order, whoever writes them, so that two writers do not lock each other out.
INSERT INTO ${…} (${…}, value)
VALUES ${…}
${…}


-- ==== libs/campaigns/src/statistics/opt-out-reasons.repository.ts

-- OptOutReasons.record
-- Of the message whose link they followed; said again, the last holds.
INSERT INTO opt_out_reason (queue_item_id, campaign_id, created_at, reason)
VALUES (?, ?, ?, ?)
${…}

-- OptOutReasons.forget
-- They are back, or were erased: what they said counts no more. @param items a SELECT of the ids of queue items.
DELETE FROM opt_out_reason
WHERE queue_item_id IN (${…})

-- OptOutReasons.said
SELECT reason, created_at AS "createdAt"
FROM opt_out_reason
WHERE queue_item_id IN (${…})

-- OptOutReasons.counts
-- Most often said first.
SELECT reason, COUNT(*) AS total
FROM opt_out_reason
WHERE campaign_id = ?
GROUP BY reason
ORDER BY total DESC, reason


-- ==== libs/campaigns/src/statistics/statistics-check.repository.ts

-- unpivoted
SELECT campaign_id, COALESCE(mailing_id, 0) AS mailing_id, ${…} AS tracking_url_id,
       ${…}
FROM ${…}
WHERE is_test = 0

-- StatisticsCheck.rebuild
-- Makes all counters of a campaign anew from its log, series and breakdowns as well.
DELETE FROM campaign_counter
WHERE campaign_id = ?

-- StatisticsCheck.rebuild
-- Makes all counters of a campaign anew from its log, series and breakdowns as well.
INSERT INTO campaign_counter (campaign_id, mailing_id, tracking_url_id, name, value)
VALUES (?, ?, ?, ?, ?)

-- StatisticsCheck.rebuild
-- Makes all counters of a campaign anew from its log, series and breakdowns as well.
DELETE FROM campaign_breakdown
WHERE campaign_id = ?

-- StatisticsCheck.fromLog
UNION ALL

-- StatisticsCheck.fromCounters
SELECT campaign_id, mailing_id, tracking_url_id, name, value
FROM campaign_counter
WHERE value <> 0
  ${…}

-- StatisticsCheck.publicIds
SELECT id, public_id AS "publicId"
FROM ${…}

-- StatisticsCheck.breakdowns
-- One INSERT ... SELECT for each kind of bucket and way of counting. Firsts count where they first happened.
INSERT INTO campaign_breakdown (campaign_id, mailing_id, kind, bucket, name, value)
SELECT campaign_id, mailing, '${…}', bucket, name, SUM(value)
FROM (${…}) s
WHERE bucket IS NOT NULL
GROUP BY campaign_id, mailing, bucket, name
HAVING SUM(value) <> 0

-- StatisticsCheck.breakdowns
-- One INSERT ... SELECT for each kind of bucket and way of counting. Firsts count where they first happened.
UNION ALL

-- StatisticsCheck.breakdowns
-- One INSERT ... SELECT for each kind of bucket and way of counting. Firsts count where they first happened.
SELECT campaign_id, ${…}, ${…} AS bucket, ${…} AS name,
       CASE action WHEN 'Opted In' THEN -1 ELSE 1 END AS value
${…}
  AND action NOT IN ('Opened', 'Clicked')
  AND (action <> 'Opted In' OR queue_item_id IS NOT NULL)

-- StatisticsCheck.breakdowns
-- One INSERT ... SELECT for each kind of bucket and way of counting. Firsts count where they first happened.
SELECT campaign_id, ${…}, ${…} AS bucket, '${…}' AS name,
       1 AS value
${…}
  AND action = '${…}'${…}
GROUP BY campaign_id, COALESCE(mailing_id, 0), queue_item_id${…}

-- StatisticsCheck.breakdowns
-- One INSERT ... SELECT for each kind of bucket and way of counting. Firsts count where they first happened.
SELECT campaign_id, ${…}, ${…} AS bucket,
       '${…}Total${…}' AS name, hits AS value
${…}
  AND action = '${…}'${…}


-- ==== libs/campaigns/src/statistics/statistics.repository.ts

-- StatisticsRepository.ofCampaigns
SELECT campaign_id AS "campaignId", name, SUM(value) AS value
FROM campaign_counter
WHERE campaign_id IN (${…})
  AND tracking_url_id = 0
GROUP BY campaign_id, name

-- StatisticsRepository.campaigns
SELECT id, public_id AS "publicId", name, type
FROM campaign
WHERE id IN (${…})

-- StatisticsRepository.ofMailing
SELECT name, value
FROM campaign_counter
WHERE campaign_id = ?
  AND mailing_id = ?
  AND tracking_url_id = 0

-- StatisticsRepository.byMailing
SELECT m.public_id AS id, m.name AS title, k.name, k.value
FROM campaign_counter k
JOIN ${…} m ON m.id = k.mailing_id
WHERE k.campaign_id = ?
  AND k.tracking_url_id = 0
ORDER BY m.id

-- StatisticsRepository.byLink
-- @param mailingId undefined: of all its mailings together
SELECT u.public_id AS id, u.name AS title, k.name, SUM(k.value) AS value
FROM campaign_counter k
JOIN tracking_url u ON u.id = k.tracking_url_id
WHERE k.campaign_id = ?
  AND k.tracking_url_id <> 0
  ${…}
GROUP BY u.public_id, u.name, k.name

-- StatisticsRepository.breakdown
SELECT bucket, name, SUM(value) AS value
FROM campaign_breakdown
WHERE campaign_id = ?
  ${…}
  AND kind = ?
GROUP BY bucket, name


-- ==== libs/campaigns/src/tracking-url/tracking-url-sql.ts

-- TRACKING_URLS
FROM tracking_url u
JOIN campaign c ON c.id = u.campaign_id


-- ==== libs/campaigns/src/tracking-url/tracking-url.repository.ts

-- TrackingUrlRepository.ensure
-- Makes tracking URLs for those addresses that the campaign has none for yet ("track all links"). The campaign's row
-- is locked, so that two mailings of it do not make the same.
-- @param nameOf what people call the link to an address
SELECT id
FROM campaign
WHERE id = ? ${…}

-- TrackingUrlRepository.ensure
-- Makes tracking URLs for those addresses that the campaign has none for yet ("track all links"). The campaign's row
-- is locked, so that two mailings of it do not make the same.
-- @param nameOf what people call the link to an address
SELECT url
FROM tracking_url
WHERE campaign_id = ?
  AND action = 'Redirect'
  AND archived_at IS NULL
  AND url IN (${…})

-- TrackingUrlRepository.ensure
-- Makes tracking URLs for those addresses that the campaign has none for yet ("track all links"). The campaign's row
-- is locked, so that two mailings of it do not make the same.
-- @param nameOf what people call the link to an address
INSERT INTO tracking_url
  (public_id, created_at, modified_at, campaign_id, name, url, action, automatic)
VALUES ${…}
