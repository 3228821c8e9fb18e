import type { Type } from '@nestjs/common';
import { BoolField } from '@facteur/platform';

/** What a provider adds to the settings of webhooks. */
export interface WebhookSettingsPart<Name extends string = string> {
  /** What a change may hold of it. */
  dto: Type<object>;
  /** What is shown of it: secrets never, only whether they are there, as `has…`. */
  view: Type<object>;
  /** The member that switches it on. */
  enabled: Name;
  /** What proves its calls: needed before it may be switched on. */
  needs: readonly Name[];
  /** Those of the needed that are stored encrypted. */
  secrets: readonly Name[];
}

/** Settings as they are stored: what nobody has set is null. */
export type Stored<Dto extends object> = {
  [Name in keyof Dto]-?: NonNullable<Dto[Name]> | null;
};

/** Holds the names of the members to those of the DTO. */
export const settingsPart = <Dto extends object>(
  part: WebhookSettingsPart<keyof Dto & string> & { dto: Type<Dto> },
): WebhookSettingsPart => part;

/** The field that switches a provider on. */
export const EnabledField = ({ name, label }: { name: string; label: string }): PropertyDecorator =>
  BoolField({ description: `Takes events of ${label} at /hooks/${name}` });
