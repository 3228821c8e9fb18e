-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/admin/src/api-key/api-key-sql.ts

-- API_KEYS
FROM api_key k


-- ==== libs/admin/src/api-key/api-key.repository.ts

-- ApiKeyRepository.removeByName
DELETE FROM api_key
WHERE name = ?

-- ApiKeyRepository.byTokenHash
-- The key of a token; undefined when it is none, or ran out.
SELECT a.id, a.name, a.role, a.networks, r.permissions,
  a.public_id AS "publicId", a.made_by AS "madeBy", r.reach, a.teams
FROM api_key a
LEFT JOIN role r ON r.public_id = a.role
WHERE a.token_hash = ?
  AND (a.expires_at IS NULL OR a.expires_at > ?)

-- ApiKeyRepository.idleSince
-- Keys that are good, and were neither used nor made since a moment; undefined when there are none.
SELECT COUNT(*) AS count, MIN(name) AS name
FROM api_key
WHERE COALESCE(last_used_at, created_at) < ?
  AND (expires_at IS NULL OR expires_at > ?)

-- ApiKeyRepository.wasUsed
-- To the minute is enough, and saves a write for each request.
UPDATE api_key
SET last_used_at = ?
WHERE id = ?
  AND (last_used_at IS NULL OR last_used_at < ?)


-- ==== libs/admin/src/audit/audit-record-sql.ts

-- AUDIT_RECORDS
FROM audit_record r


-- ==== libs/admin/src/people/people.repository.ts

-- PeopleRepository.activeAdmins
-- Locks the admins who may sign in by password, so that of two who take one away the second one sees it. Those who
-- come by the provider do not count: nobody would come in on the day that it is away.
SELECT id
FROM sign_in
WHERE role = 'admin'
  AND status = 'Active'
  AND issuer IS NULL ${…}

-- PeopleRepository.active
-- Who is active, by role, the first of each.
SELECT role, COALESCE(name, email) AS name
FROM sign_in
WHERE status = 'Active'
ORDER BY id
LIMIT 200


-- ==== libs/admin/src/people/sign-in-sql.ts

-- SIGN_INS
FROM sign_in a


-- ==== libs/admin/src/people/sign-in-token.repository.ts

-- SignInTokenRepository.replace
INSERT INTO sign_in_token (token_hash, sign_in_id, created_at, expires_at)
VALUES (?, ?, ?, ?)

-- SignInTokenRepository.accountOf
-- The account of a link that is still good.
SELECT sign_in_id AS "accountId"
FROM sign_in_token
WHERE token_hash = ?
  AND expires_at > ?

-- SignInTokenRepository.take
-- @returns whether it was there: of two who use it at once one is too late.
DELETE FROM sign_in_token
WHERE token_hash = ?
  AND expires_at > ?

-- SignInTokenRepository.forget
DELETE FROM sign_in_token
WHERE sign_in_id = ?


-- ==== libs/admin/src/people/sign-ins-of-users.repository.ts

-- SignInsOfUsersRepository.of
SELECT email, name
FROM sign_in
WHERE user_id IN (${…})

-- SignInsOfUsersRepository.unlink
-- @returns how many were changed
UPDATE sign_in
SET user_id = NULL
WHERE user_id IN (${…})


-- ==== libs/admin/src/role/role.repository.ts

-- RoleRepository.holders
-- Names of sign-ins and keys that have it, the first of them.
SELECT 'sign-in' AS type, public_id AS id, email AS name
FROM sign_in
WHERE role = ?
UNION ALL
SELECT 'API key' AS type, public_id AS id, name
FROM api_key
WHERE role = ?
LIMIT 20


-- ==== libs/admin/src/second-factor/second-factor.repository.ts

-- SecondFactorRepository.takeStep
-- @returns false when a code of this step or a later one was taken before.
UPDATE sign_in
SET totp_step = ?
WHERE id = ?
  AND totp_step < ?

-- SecondFactorRepository.replaceCodes
-- @returns false when somebody changed the codes since they were read.
UPDATE sign_in
SET recovery_codes = ?
WHERE id = ?
  AND recovery_codes = ?


-- ==== libs/admin/src/sign-in/session.repository.ts

-- SessionRepository.add
INSERT INTO session
  (token_hash, sign_in_id, expires_at, public_id, created_at, last_seen_at, user_agent, address)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- SessionRepository.removeExpired
-- Of anybody.
DELETE FROM session
WHERE expires_at < ?

-- SessionRepository.byTokenHash
-- The session of a token; undefined when it is none, or ran out.
SELECT s.id, s.sign_in_id AS "accountId", a.email, a.role, r.permissions,
  a.public_id AS "publicId", r.reach, a.teams,
  CASE WHEN r.second_factor = 1
    AND a.second_factor = 0
    AND a.issuer IS NULL THEN 1 ELSE 0 END AS "lacksSecondFactor"
FROM session s
JOIN sign_in a ON a.id = s.sign_in_id
LEFT JOIN role r ON r.public_id = a.role
WHERE s.token_hash = ?
  AND s.expires_at > ?
  AND a.status = 'Active'

-- SessionRepository.wasSeen
-- To the minute is enough, and saves a write for each request.
UPDATE session
SET last_seen_at = ?
WHERE id = ?
  AND last_seen_at < ?

-- SessionRepository.ofAccount
-- Those that are open, the one that was last seen first.
SELECT id, public_id, created_at, last_seen_at, expires_at, user_agent, address
FROM session
WHERE sign_in_id = ?
  AND expires_at > ?
ORDER BY last_seen_at DESC, id DESC

-- SessionRepository.remove
-- @returns whether there was one.
DELETE FROM session
WHERE sign_in_id = ?
  AND public_id = ?

-- SessionRepository.removeAll
-- @param but the one that goes on; 0 for none. @returns how many.
DELETE FROM session
WHERE sign_in_id = ?
  AND id <> ?

-- SessionRepository.removeByTokenHash
DELETE FROM session
WHERE token_hash = ?


-- ==== libs/admin/src/sign-in/sign-in.repository.ts

-- SignInRepository.hasAny
-- Whether anybody can sign in.
SELECT 1
FROM sign_in
LIMIT 1

-- SignInRepository.isStillAs
-- Whether nobody has disabled, handed over or given another password to somebody since they were read; and nobody does
-- until the transaction ends.
SELECT status, issuer, subject, password_hash AS "passwordHash"
FROM sign_in
WHERE id = ? ${…}


-- ==== libs/admin/src/team/team-sql.ts

-- TEAMS
FROM team t

-- TEAMS
(SELECT COUNT(*)
FROM sign_in a
WHERE INSTR(a.teams, t.public_id) > 0)


-- ==== libs/admin/src/team/team.repository.ts

-- TeamRepository.members
-- Sign-ins and keys that are in a team, the first of them.
SELECT 'sign-in' AS type, public_id AS id, email AS name
FROM sign_in
WHERE INSTR(teams, ?) > 0
UNION ALL
SELECT 'API key' AS type, public_id AS id, name
FROM api_key
WHERE INSTR(teams, ?) > 0
LIMIT ?

-- TeamRepository.all
-- Names by ids, of those that there are.
SELECT public_id AS id, name
FROM team
ORDER BY name
