-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/pages/src/brand/brand-sql.ts

-- BRANDS
FROM brand b LEFT JOIN media_file l ON l.id = b.logo_id
