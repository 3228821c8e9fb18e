import { RecordSourceRegistry } from '@facteur/audience';
import { type UserDirectory, UserDirectoryPlugin } from '@facteur/platform';

const USER = 'User';

/** The users of the CRM, whoever brings them: the record type of that name. */
@UserDirectoryPlugin()
export class CrmUsers implements UserDirectory {
  readonly name = 'crm';

  constructor(private readonly sources: RecordSourceRegistry) {}

  async exists(userId: string): Promise<boolean> {
    return (await this.sources.load([{ targetType: USER, targetId: userId }])).size > 0;
  }
}
