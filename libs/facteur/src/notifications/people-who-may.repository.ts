import { Injectable } from '@nestjs/common';
import { BUILT_IN_ROLES, Database, isPermission } from '@facteur/platform';

/** More are not written to at once. */
const MOST = 500;

/** Who of those who sign in here may do something. */
@Injectable()
export class PeopleWhoMay {
  constructor(private readonly database: Database) {}

  /** People but for those who have a sign-in here and may not use it. */
  async withoutDisabled(people: string[]): Promise<string[]> {
    if (people.length === 0) return [];
    const rows = await this.database.query<{ email: string }>(
      `SELECT email
       FROM {sign_in}
       WHERE status <> 'Active'
         AND email IN (${people.map(() => '?').join(', ')})`,
      people,
    );
    return people.filter((one) => !rows.some(({ email }) => email === one));
  }

  /**
   * Addresses of active people; those whose role reaches their own things alone answer nothing for others.
   *
   * @param teamId whose thing it is; null: everybody's
   */
  async addresses(permission: string, teamId: string | null): Promise<string[]> {
    if (!isPermission(permission)) return [];
    const builtIn = Object.keys(BUILT_IN_ROLES).filter((role) =>
      BUILT_IN_ROLES[role]!.permissions.includes(permission),
    );
    const rows = await this.database.query<{ email: string }>(
      `SELECT a.email
       FROM {sign_in} a
       LEFT JOIN {role} r ON r.public_id = a.role
       WHERE a.status = 'Active'
         AND (a.role IN (${builtIn.map(() => '?').join(', ')}) OR r.permissions LIKE ?)
         AND (r.id IS NULL OR r.reach = 'all' OR (r.reach = 'team' AND (? IS NULL OR a.teams LIKE ?)))
       ORDER BY a.id
       LIMIT ${MOST}`,
      // Both are stored as JSON lists.
      [...builtIn, `%"${permission}"%`, teamId, `%"${teamId ?? ''}"%`],
    );
    return rows.map(({ email }) => email);
  }
}
