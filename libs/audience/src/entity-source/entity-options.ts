/** A property of an entity by its name. */
export type PropertyOf<E> = Extract<keyof E, string>;

/** What is told of an entity of a host's, so that its rows can be targets. */
export interface EntityOptions<E> {
  /** The API's name for it; that of the class when absent. */
  targetType?: string;
  /** Queues go through the types in this order, so that of two records with one address the first wins; 100 when absent. */
  order?: number;
  /** What holds the e-mail address; of several the first that is not empty is the primary one. */
  email?: PropertyOf<E> | PropertyOf<E>[];
  /** The same for other channels, by the channel's name. */
  addresses?: Record<string, PropertyOf<E> | PropertyOf<E>[]>;
  /**
   * Addresses are stored without spaces around them and in small letters, so that the table's own index over them finds a
   * record by its address. Without it such a look-up reads the table.
   */
  normalAddresses?: boolean;
  /**
   * The key is a text that its column compares with regard to case or accents, and no two keys differ by those alone: UUIDs in `ascii_bin` for one.
   * Facteur compares ids without regard to them.
   */
  keysIgnoreCase?: boolean;
  /** How a person would call a record; of several properties one after the other. */
  name: PropertyOf<E> | PropertyOf<E>[];
  /** Which property says the language to write in (BCP 47). */
  language?: PropertyOf<E>;
  /**
   * What else people may see, filter by and put into letters: nothing is shown that is not named here. A list of properties, or
   * API name -> property.
   */
  fields?: PropertyOf<E>[] | Record<string, PropertyOf<E>>;
  /** A condition in SQL over the table as `r` that always holds, for instance `r.active = 1`. */
  where?: string;
}
