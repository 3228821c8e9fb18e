import { Injectable } from '@nestjs/common';
import { MediaLibrary } from '@facteur/media';
import { Database, likePattern, MOST_USERS, Usage, type UsedBy } from '@facteur/platform';

/** Which templates show a picture of the library. */
@Injectable()
export class TemplatePictureUses {
  constructor(
    private readonly database: Database,
    library: MediaLibrary,
    usage: Usage,
  ) {
    usage.register('media file', async ({ id }) => {
      const file = await library.store.byKey(id);
      return file ? this.showing(file.hash) : [];
    });
  }

  private async showing(hash: string): Promise<UsedBy[]> {
    const templates = await this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name
       FROM email_template
       WHERE body LIKE ? ESCAPE '!'
       ORDER BY id
       LIMIT ${MOST_USERS}`,
      [`%/m/${likePattern(hash)}.%`],
    );
    return templates.map((template) => ({ type: 'E-Mail Template', ...template }));
  }
}
