-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/crm/src/contact/contact-sql.ts

-- CONTACTS
LEFT JOIN crm_account o ON o.id = r.account_id


-- ==== libs/crm/src/record/crm-address-sql.ts

-- addressesSql
-- The addresses of one kind of record on a channel, as RecordSource wants them. Index: ix_crm_address_target.
SELECT target_id, address, address_key, is_primary
FROM crm_address
WHERE target_type = '${…}'
  AND channel = '${…}'


-- ==== libs/crm/src/record/crm-address.repository.ts

-- CrmAddressRepository.primaryOf
SELECT address, address_key AS "key"
FROM crm_address
WHERE target_type = ?
  AND target_id = ?
  AND channel = ?
  AND is_primary = 1

-- CrmAddressRepository.replacePrimary
-- Those records have these primary addresses on the channel from now on, or none.
DELETE FROM crm_address
WHERE target_type = ?
  AND channel = ?
  AND is_primary = 1
  AND target_id IN (${…})

-- CrmAddressRepository.add
INSERT INTO crm_address (target_type, target_id, channel, address, address_key, is_primary)
VALUES ${…}

-- CrmAddressRepository.withoutAddress
-- Records after `afterKey` that have something in a column and no address on the channel, as yet.
SELECT r.id AS "key", r.public_id AS "targetId", r.${…} AS text
FROM ${…} r
WHERE r.id > ?
  AND r.${…} <> ''
  AND NOT EXISTS (
    SELECT 1
    FROM crm_address a
    WHERE a.target_type = ?
      AND a.target_id = r.public_id
      AND a.channel = ?)
ORDER BY r.id
LIMIT ?

-- CrmAddressRepository.emptyField
-- Empties a column of the records that have the address on the channel.
UPDATE ${…}
SET ${…} = NULL
WHERE public_id IN (
  SELECT target_id
  FROM crm_address
  WHERE target_type = ?
    AND channel = ?
    AND address_key = ?)

-- CrmAddressRepository.forget
DELETE FROM crm_address
WHERE target_type = ?
  AND target_id IN (${…})

-- CrmAddressRepository.forgetAddress
DELETE FROM crm_address
WHERE channel = ?
  AND address_key = ?


-- ==== libs/crm/src/record/crm-import.repository.ts

-- CrmImportRepository.idsOf
-- Those of the public ids that there are.
SELECT public_id AS id
FROM ${…}
WHERE public_id IN (${…})

-- CrmImportRepository.holdersOf
-- Records of a type by the keys of their addresses; of several the first. Index: ix_crm_address_key.
SELECT address_key AS "key", MIN(target_id) AS id
FROM crm_address
WHERE channel = ?
  AND address_key IN (${…})
  AND target_type = ?
GROUP BY address_key

-- CrmImportRepository.untouched
-- Those of the records that nobody changed since they were made, that no list holds, and that opted out of none.
-- @param members kinds whose records may belong to one of these, which then stays
AND NOT EXISTS (
SELECT 1
FROM ${…} h
WHERE h.${…} = r.id)

-- CrmImportRepository.untouched
-- Those of the records that nobody changed since they were made, that no list holds, and that opted out of none.
-- @param members kinds whose records may belong to one of these, which then stays
SELECT r.public_id AS id
FROM ${…} r
WHERE r.public_id IN (${…})
  AND r.modified_at = r.created_at${…}
  AND NOT EXISTS (
    SELECT 1
    FROM target_list_member m
    WHERE m.target_type = ?
      AND m.target_id = r.public_id)

-- CrmImportRepository.accountsNamed
-- Keys of accounts by their names in lower case; those that are missing are made. Index: ix_account_name.
INSERT INTO crm_account (public_id, created_at, modified_at, name)
VALUES ${…}

-- CrmImportRepository.findAccounts
-- Newest first, so that the oldest of one name is what the map keeps.
SELECT id, name
FROM crm_account
WHERE name IN (${…})
ORDER BY id DESC

-- CrmImportRepository.currentOf
-- Some columns of known records, by public id.
SELECT public_id, ${…}
FROM ${…}
WHERE public_id IN (${…})

-- CrmImportRepository.upsert
-- One statement for new and known records alike; a null leaves what is there. The first two columns are never changed.
INSERT INTO ${…} (${…})
VALUES ${…}
${…}


-- ==== libs/crm/src/record/crm-record.repository.ts

-- CrmRecordRepository.ofAccount
-- Records of a kind that belong to an account.
SELECT public_id AS id, first_name AS "firstName", last_name AS "lastName"
FROM ${…}
WHERE ${…} = ?
ORDER BY id
LIMIT ${…}

-- CrmRecordRepository.remove
-- @returns how many there were.
DELETE FROM ${…}
WHERE public_id IN (${…})


-- ==== libs/crm/src/record/record-collection-sql.ts

-- recordCollection
-- The collection of one kind of record `r`: its own columns, and what all have.
EXISTS (
SELECT 1
FROM target_list_member bm
JOIN target_list bl ON bl.id = bm.list_id
WHERE bm.target_type = '${…}'
  AND bm.target_id = r.public_id
  AND bm.listed = 1
  AND bl.public_id IN (values))
