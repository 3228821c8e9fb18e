import { type Person, type PersonalData, PersonalDataPlugin, rowsOf } from '@facteur/audience';
import { Database } from '@facteur/platform';

/** What people typed into forms. */
@PersonalDataPlugin()
export class SubmissionPersonalData implements PersonalData {
  readonly section = 'formSubmissions';

  constructor(private readonly database: Database) {}

  export(person: Person): Promise<object[]> {
    const { sql, values } = this.rows(person);
    return this.database.query(
      `SELECT s.address, s.values_json AS "values", s.status, s.created_at AS "createdAt", f.name AS form
       FROM (SELECT * FROM lead_submission WHERE ${sql}) s JOIN lead_form f ON f.id = s.form_id`,
      values,
    );
  }

  erase(person: Person): Promise<number> {
    const { sql, values } = this.rows(person);
    return this.database.execute(`DELETE FROM lead_submission WHERE ${sql}`, values);
  }

  private rows(person: Person) {
    return rowsOf(person, { addressKey: 'address_key', targetType: 'target_type', targetId: 'target_id' });
  }
}
