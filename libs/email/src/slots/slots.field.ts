import { ObjectField } from '@facteur/platform';

/** What is filled into places: place -> value. Which places there are is for the MJML to say. */
export const SlotsField = () =>
  ObjectField({
    holds: { values: { $ref: '#/components/schemas/SlotValueDto' } },
    example: { title: { text: 'Spring is here' }, lead: { html: '<p>What grows in May</p>' } },
    description:
      'What is filled into the places that the MJML marks by slot="name"; others keep what stands there',
  });
