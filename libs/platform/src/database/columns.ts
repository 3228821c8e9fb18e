import { Column, type ValueTransformer } from 'typeorm';

/** Both databases keep a flag as 0 or 1; entities hold booleans. */
const asFlag: ValueTransformer = {
  to: (value: boolean | null | undefined) => (value == null ? value : value ? 1 : 0),
  from: (value: number | null | undefined) => (value == null ? value : Number(value) === 1),
};

/** A column of an entity that is true or false, and null where nobody said. */
export function BooleanColumn(options: { default?: boolean; nullable?: boolean } = {}): PropertyDecorator {
  const { nullable = false } = options;
  const byDefault = options.default === undefined ? {} : { default: options.default ? 1 : 0 };
  return Column({ type: 'int', nullable, transformer: asFlag, ...byDefault });
}

/** Columns that hold secrets, as entities declare them. */
export const SEALED_COLUMNS: { entity: unknown; property: string }[] = [];

/** A column whose text rests encrypted (SecretBox), so that it is encrypted anew when the secret changes. */
export function SealedColumn(): PropertyDecorator {
  const column = Column({ type: 'text', nullable: true });
  return (prototype, property) => {
    column(prototype, property);
    SEALED_COLUMNS.push({ entity: prototype.constructor, property: String(property) });
  };
}
