/** A record of some type, by the id that lists and the queue hold. */
export interface Target {
  targetType: string;
  targetId: string;
}

/** A record among those of all types, for keeping many apart. */
export const targetKey = (targetType: string | null, targetId: string | null) =>
  `${targetType ?? ''}/${targetId ?? ''}`;
