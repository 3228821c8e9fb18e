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
SELECT id, name
FROM api_key
WHERE token_hash = ?
  AND (expires_at IS NULL OR expires_at > ?)

-- ApiKeyRepository.wasUsed
-- To the minute is enough, and saves a write for each request.
UPDATE api_key
SET last_used_at = ?
WHERE id = ?
  AND (last_used_at IS NULL OR last_used_at < ?)


-- ==== libs/admin/src/health/health.repository.ts

-- HealthRepository.ask
-- @throws when the database does not answer.
SELECT 1 AS one


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
SELECT s.id, s.sign_in_id, a.email, a.role
FROM session s
JOIN sign_in a ON a.id = s.sign_in_id
WHERE s.token_hash = ?
  AND s.expires_at > ?

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
