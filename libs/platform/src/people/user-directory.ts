import { Injectable } from '@nestjs/common';
import { definePlugin } from '../plugins/plugin-registry.js';

/** The CRM's own users, one of whom somebody who signs in may be. Register an implementation with {@link UserDirectoryPlugin}. */
export interface UserDirectory {
  /** Stays the same, e.g. `crm`. */
  readonly name: string;
  exists(userId: string): Promise<boolean>;
}

const directories = definePlugin<UserDirectory>({
  kind: 'user directory',
  name: ({ name }) => name,
  pattern: /^[a-z]{1,20}$/,
});

/** Marks a provider as a {@link UserDirectory}; discovery does the rest. */
export const UserDirectoryPlugin = directories.Plugin;

/** Where users are looked up here. */
@Injectable()
export class UserDirectories extends directories.Registry {}
