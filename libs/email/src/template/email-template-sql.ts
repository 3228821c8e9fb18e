import { boolean, collection, date, json, nullable, text } from '@facteur/platform';
import type { SlotValue } from '../slots/slots.js';

const SLOTS = {
  type: 'object',
  additionalProperties: { $ref: '#/components/schemas/SlotValueView' },
};

export const EMAIL_TEMPLATES = collection({
  noun: 'e-mail template',
  from: '{email_template} t',
  belongs: { to: 't' },
  columns: {
    id: text('t.public_id'),
    name: text('t.name'),
    subject: text('t.subject'),
    body: text('t.body', 'HTML or plain text, with placeholders'),
    isHtml: boolean('t.is_html'),
    textBody: nullable(text('t.text_body', 'The text part; made from the HTML when null')),
    language: nullable(
      text('t.language', 'That it is written in; pages that its links lead to are in it as well'),
    ),
    preheader: nullable(text('t.preheader', 'Words for the line that lists show behind the subject')),
    mjml: nullable(text('t.mjml', 'What the body was made of, where it was written in MJML')),
    slots: nullable(
      json<Record<string, SlotValue>>('t.slots', SLOTS, 'What is filled into the places of its MJML'),
    ),
    starter: nullable(text('t.starter', 'The starter that it began with')),
    inlineCss: boolean('t.inline_css', 'On sending, rules of <style> are written to the elements as well'),
    inlineImages: boolean(
      't.inline_images',
      'Pictures of the library go within the letter (cid:) instead of staying at their address',
    ),
    category: nullable(text('t.category')),
    oneOff: boolean('t.one_off', 'Left out of the usual choice'),
    teamId: nullable(text('t.team_id', 'The team that it belongs to; null: everybody')),
    createdAt: date('t.created_at'),
    modifiedAt: date('t.modified_at'),
  },
  search: ['name', 'subject'],
  sortBy: 'createdAt:DESC',
  tieBreak: 't.id',
});
