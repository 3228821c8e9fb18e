import { Injectable } from '@nestjs/common';
import { MEDIA_PATH, MediaLibrary } from '@facteur/media';
import { Database, likePattern, MOST_USERS, Usage, type UsedBy } from '@facteur/platform';

/** Which templates show a picture of the library, or bring a file of it along. */
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
       FROM {email_template} t
       WHERE body LIKE ? ESCAPE '!'
          OR EXISTS (SELECT 1 FROM {template_attachment} a WHERE a.template_id = t.id AND a.hash = ?)
       ORDER BY id
       LIMIT ${MOST_USERS}`,
      [`%/${MEDIA_PATH}/${likePattern(hash)}.%`, hash],
    );
    return templates.map((template) => ({ type: 'E-Mail Template', ...template }));
  }
}
