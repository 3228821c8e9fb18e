import { boolean, collection, date, json, nullable, oneOf, text } from '@facteur/platform';
import { SIGN_IN_STATUSES, SIGN_IN_WAYS } from '../sign-in/sign-in.entity.js';

export const SIGN_INS = collection({
  noun: 'sign-in',
  from: '{sign_in} a',
  columns: {
    id: text('a.public_id'),
    email: text('a.email', 'Whom the sign-in is for; invitations go there'),
    name: nullable(text('a.name')),
    role: text('a.role', 'The id of a role'),
    teamIds: nullable(
      json<string[]>('a.teams', { type: 'array', items: { type: 'string' } }, 'Teams that they are in'),
    ),
    userId: nullable(text('a.user_id', 'The user of the CRM that they are')),
    status: oneOf(SIGN_IN_STATUSES, 'a.status'),
    signsInBy: oneOf(
      SIGN_IN_WAYS,
      "CASE WHEN a.issuer IS NULL THEN 'password' ELSE 'provider' END",
      'Those who come by the OpenID provider have no password here',
    ),
    hasSecondFactor: boolean('a.second_factor'),
    lastSignedInAt: nullable(date('a.last_signed_in_at')),
    createdAt: date('a.created_at'),
    modifiedAt: date('a.modified_at'),
  },
  search: ['email', 'name'],
  sortBy: 'email:ASC',
  tieBreak: 'a.id',
});
