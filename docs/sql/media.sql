-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/media/src/media-file/media-file-sql.ts

-- MEDIA_FILES
FROM media_file f


-- ==== libs/media/src/storage/database-storage.repository.ts

-- DatabaseStorage.put
INSERT INTO media_content (hash, part, created_at, content)
VALUES ${…}
${…}

-- DatabaseStorage.has
SELECT hash
FROM media_content
WHERE hash = ?
  AND part = 0

-- DatabaseStorage.remove
DELETE FROM media_content
WHERE hash = ?

-- DatabaseStorage.get
SELECT content
FROM media_content
WHERE hash = ?
ORDER BY part
