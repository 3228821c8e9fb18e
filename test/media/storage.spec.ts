import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DatabaseStorage, FolderStorage, mediaStorageContract } from '@facteur/media';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('where contents lie', (kind) => {
  let app: TestApp;
  let folder: string;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    folder = await mkdtemp(join(tmpdir(), 'facteur-media-'));
  });
  afterAll(async () => {
    await app?.stop();
    await rm(folder, { recursive: true });
  });

  const database = () => app.nest.get(DatabaseStorage);
  it.each(mediaStorageContract(database).map(({ name, check }) => [name, check] as const))(
    'the database: %s',
    (_, check) => check(),
  );
  it.each(
    mediaStorageContract(() => new FolderStorage(folder, database())).map(
      ({ name, check }) => [name, check] as const,
    ),
  )('a folder: %s', (_, check) => check());

  it('a folder finds what was kept in the database before it was named, leaves nothing unfinished, and leads nowhere else', async () => {
    const hash = 'a'.repeat(40);
    await database().put(hash, Buffer.from('before'));
    const storage = new FolderStorage(folder, database());
    expect(String(await storage.get(hash))).toBe('before');
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => /\.[0-9a-f]{12}$/.test(name))).toEqual([]);
    await expect(storage.get('../../etc/passwd')).rejects.toThrow('is no hash');
  });
});
