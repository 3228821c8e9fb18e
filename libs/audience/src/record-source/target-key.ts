/** A record among those of all types, for keeping many apart. */
export const targetKey = (targetType: string | null, targetId: string | null) =>
  `${targetType ?? ''}/${targetId ?? ''}`;
