import { SecretBox } from '../secrets/secret-box.js';
import { SettingsStore } from './settings-store.js';

/** What a person may change of settings: members left out stay, null takes the default again. */
export type SettingsChanges<T extends object> = { [Name in keyof T]?: T[Name] | null };

/**
 * The settings of one subject, read fresh each time: what a person chose, and defaults for the rest. A subject extends
 * it with a name and defaults:
 *
 * ```ts
 * @Injectable()
 * export class DeliverySettings extends StoredSettings<DeliveryRules> {
 *   protected readonly name = 'delivery-reports';
 *
 *   constructor(settings: SettingsStore) {
 *     super(settings);
 *   }
 *
 *   protected defaults(): DeliveryRules {
 *     return { softBounceLimit: 5, softBounceDays: 60 };
 *   }
 * }
 * ```
 *
 * Members that must rest encrypted are named by `sealed()`; such a subject hands a {@link SecretBox} to `super`, and has a
 * view of its own for the API.
 */
export abstract class StoredSettings<T extends object> {
  /** What they are stored under. It stays the same for ever. */
  protected abstract readonly name: string;
  /** @param secrets for those that have sealed members. */
  constructor(
    private readonly settings: SettingsStore,
    private readonly secrets?: SecretBox,
  ) {
    if (secrets) settings.keepsSealed(() => ({ name: this.name, members: this.sealed() }));
  }

  /** What holds where nobody chose otherwise. */
  protected abstract defaults(): T | Promise<T>;

  /** Members that rest encrypted. An empty text takes one away. */
  protected sealed(): readonly (keyof T & string)[] {
    return [];
  }

  /**
   * All members, secrets in clear: for those who work by them, not for the API where there are secrets.
   *
   * @throws Error when a secret was encrypted with another APP_SECRET.
   */
  async read(): Promise<T> {
    const chosen = await this.chosen();
    for (const member of this.sealed())
      if (chosen[member] !== undefined) Object.assign(chosen, { [member]: this.open(chosen[member]) });
    return { ...(await this.defaults()), ...chosen };
  }

  /** Stores what is named in `changes`. It holds from the next {@link read} on, in every process. */
  async update(changes: SettingsChanges<T>): Promise<void> {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    await this.settings.merge(
      this.name,
      Object.fromEntries(given.map(([member, value]) => [member, this.atRest(member, value)])),
    );
  }

  /** What a person chose, and nothing else; secrets as they rest. */
  protected async chosen(): Promise<Partial<T>> {
    const stored = Object.entries(await this.settings.read<T>(this.name));
    return Object.fromEntries(stored.filter(([, value]) => value !== null)) as Partial<T>;
  }

  /** A sealed member in clear; null where there is none. */
  protected open(sealed: unknown): string | null {
    return typeof sealed === 'string' && sealed ? this.box().decrypt(sealed) : null;
  }

  private atRest(member: string, value: unknown): unknown {
    if (typeof value !== 'string' || !this.sealed().some((one) => one === member)) return value;
    return value ? this.box().encrypt(value) : null;
  }

  private box(): SecretBox {
    if (!this.secrets) throw new Error(`The settings "${this.name}" have secrets, and no box for them.`);
    return this.secrets;
  }
}
