import { InvalidInput, validationPipe } from '@facteur/platform';
import { SlotValueDto } from './slot.view.js';
import { slotsOf, type SlotValue } from './slots.js';

const pipe = validationPipe();
const MOST = 100;

/**
 * What is filled into places, checked like a request of its own.
 *
 * @throws InvalidInput naming the place.
 */
export async function readSlots(
  given: Record<string, unknown>,
  mjml: string,
): Promise<Record<string, SlotValue>> {
  const names = Object.keys(given);
  if (names.length > MOST) throw InvalidInput.of('slots', `has more than ${MOST} places`);
  const known = new Set(slotsOf(mjml).map(({ id }) => id));
  const read: Record<string, SlotValue> = {};
  for (const name of names) {
    const field = `slots.${name.slice(0, 60)}`;
    if (!known.has(name))
      throw InvalidInput.of(field, `is no place of the letter; it has ${[...known].join(', ') || 'none'}`);
    try {
      read[name] = (await pipe.transform(given[name], { type: 'body', metatype: SlotValueDto })) as SlotValue;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      throw new InvalidInput(error.faults.map((fault) => ({ ...fault, field: `${field}.${fault.field}` })));
    }
  }
  return JSON.parse(JSON.stringify(read)) as Record<string, SlotValue>;
}
