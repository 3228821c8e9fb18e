import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { FixedClock } from '../clock/clock.js';
import { createDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { SecretBox } from '../secrets/secret-box.js';
import { SettingsRepository } from './settings.repository.js';
import { SettingsStore } from './settings-store.js';
import { StoredSettings } from './stored-settings.js';

interface Kettle {
  litres: number;
  label: string | null;
  password: string | null;
}

class KettleSettings extends StoredSettings<Kettle> {
  protected readonly name = 'kettle';

  protected defaults(): Kettle {
    return { litres: 2, label: null, password: null };
  }

  protected override sealed() {
    return ['password'] as const;
  }
}

let source: DataSource;
let store: SettingsStore;
let kettle: KettleSettings;

beforeEach(async () => {
  source = await createDataSource('sqlite::memory:', { entities: [], migrations: [] }).initialize();
  await source.query('CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT, modified_at TEXT)');
  const database = new Database(source);
  store = new SettingsStore(
    database,
    new FixedClock(new Date('2027-01-31T09:00:00Z')),
    new SettingsRepository(database),
  );
  kettle = new KettleSettings(store, new SecretBox('a secret'));
});
afterEach(() => source.destroy());

it('holds the defaults where nobody chose', async () => {
  expect(await kettle.read()).toEqual({ litres: 2, label: null, password: null });
});

it('keeps what is not named in a change', async () => {
  await kettle.update({ litres: 3 });
  await kettle.update({ label: 'red', litres: undefined });
  expect(await kettle.read()).toEqual({ litres: 3, label: 'red', password: null });
});

it('null takes the default again', async () => {
  await kettle.update({ litres: 3 });
  await kettle.update({ litres: null });
  expect((await kettle.read()).litres).toBe(2);
});

it('keeps false and 0 as choices', async () => {
  await kettle.update({ litres: 0 });
  expect((await kettle.read()).litres).toBe(0);
});

it('a secret rests encrypted and is read in clear', async () => {
  await kettle.update({ password: 'whistle' });
  expect(JSON.stringify(await source.query('SELECT * FROM setting'))).not.toContain('whistle');
  expect((await kettle.read()).password).toBe('whistle');
});

it('an empty text takes a secret away', async () => {
  await kettle.update({ password: 'whistle' });
  await kettle.update({ password: '' });
  expect((await kettle.read()).password).toBeNull();
});

it('its secrets are encrypted anew, and nothing else is', async () => {
  await kettle.update({ password: 'whistle', label: 'red' });
  expect(await store.rewriteSealed((sealed) => sealed.toUpperCase())).toBe(1);
  const stored = await store.read<Kettle>('kettle');
  expect(stored.password).toMatch(/^[^a-z]+$/);
  expect(stored.label).toBe('red');
});

it('is reworded where it is stored, and not made where it is not', async () => {
  await store.reword('kettle', ({ label }) => ({ label, litres: 9 }));
  expect((await kettle.read()).litres).toBe(2);
  await kettle.update({ litres: 3, label: 'red' });
  await store.reword('kettle', (members) => ({ ...members, label: 'blue' }));
  expect(await kettle.read()).toEqual({ litres: 3, label: 'blue', password: null });
});
