import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';

/** File in the data folder for the made-up password where nobody watches. */
export const FIRST_PASSWORD = 'first-password';

/**
 * The made-up password of the first admin: to a person at a terminal it is shown, once. Elsewhere output is collected,
 * so it goes into a file that only its owner reads, and the log says where.
 */
export function announcePassword(dataDir: string, logger: LoggerService) {
  return (email: string, password: string): void => {
    if (process.stdout.isTTY) {
      process.stdout.write(
        `\n  The first admin is ${email}, password ${password}\n  It is shown only now; set ADMIN_PASSWORD to choose your own.\n\n`,
      );
      return;
    }
    // Beside a database server there need not be a data folder yet.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const file = join(dataDir, FIRST_PASSWORD);
    writeFileSync(file, `${email}\n${password}\n`, { mode: 0o600 });
    logger.log(
      `The first admin is ${email}; the password is in ${file}. Sign in, change it, and delete the file.`,
      'Facteur',
    );
  };
}
