/** A kind of thing that is somebody's: its table, and by which column of it it follows another kind instead of having a team. */
export interface Thing {
  table: string;
  follows?: { table: string; by: string };
}

const things = new Map<string, Thing>();

/** Makes a kind known; what is not known is everybody's. @see ApiControllerOptions.belongs */
export const knowThing = (thing: Thing): void => void things.set(thing.table, thing);

export const allThings = (): Thing[] => [...things.values()];
