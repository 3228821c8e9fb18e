import type { ImportField } from '@facteur/audience';

/** A field of a file with the length that its column takes. */
export type Limit = ImportField & {
  max: number;
  /** All that it may say. */
  values?: readonly string[];
};

/** @param max characters that the column takes @param aliases names that columns have in the files of the world */
export const field = (name: string, label: string, max: number, ...aliases: string[]): Limit => ({
  name,
  label,
  max,
  aliases,
});

export const ID = field('id', 'Id', 24);
export const EMAIL = field(
  'emailAddress',
  'E-mail',
  254,
  'email',
  'mail',
  'e-mail address',
  'adresse e-mail',
  'courriel',
  'correo',
  'e-mailadresse',
  'emailadres',
);
/** What another system knew of the address; a yes is taken over, a no takes nothing back. */
const MARKS = [
  field(
    'emailAddressIsOptedOut',
    'Opted out',
    20,
    'opt out',
    'opt-out',
    'unsubscribed',
    'désabonné',
    'abgemeldet',
  ),
  {
    ...field(
      'emailAddressStatus',
      'Subscription status',
      40,
      'subscriber status',
      'subscription',
      'email status',
      'email marketing status',
      'member status',
    ),
    tellsSubscription: true,
  },
  field(
    'emailAddressStatusDate',
    'Opted out at',
    40,
    'opt-out date',
    'opted out on',
    'unsub time',
    'unsubscribed at',
    'unsubscribe date',
    'date unsubscribed',
  ),
  field('emailAddressIsInvalid', 'Invalid address', 20, 'invalid', 'bounced', 'cleaned', 'ungültig'),
];
export const COMMON_FIELDS = [
  field('phoneNumber', 'Phone', 50, 'telephone', 'tel', 'telefon', 'téléphone', 'telefono', 'mobile'),
  field('addressStreet', 'Street', 255, 'address', 'straße', 'strasse', 'rue', 'adresse'),
  field('addressCity', 'City', 100, 'town', 'ort', 'stadt', 'ville', 'ciudad', 'città'),
  field('addressState', 'State', 100, 'region', 'province', 'bundesland'),
  field('addressPostalCode', 'Postal code', 40, 'zip', 'postcode', 'plz', 'code postal', 'cap'),
  field('addressCountry', 'Country', 100, 'land', 'pays', 'pais', 'paese'),
  field('language', 'Language', 35, 'lang', 'locale', 'sprache', 'langue', 'idioma', 'lingua', 'taal'),
  field('description', 'Description', 65_535, 'notes', 'notiz', 'remarques'),
  ...MARKS,
];
export const PERSON_FIELDS = [
  field('firstName', 'First name', 100, 'given name', 'forename', 'vorname', 'prénom', 'nombre', 'nome'),
  field(
    'lastName',
    'Last name',
    100,
    'surname',
    'family name',
    'name',
    'nachname',
    'nom',
    'apellido',
    'cognome',
  ),
  field('title', 'Title', 100, 'job title', 'position', 'funktion', 'fonction'),
];
export const ACCOUNT_NAME = field(
  'accountName',
  'Account',
  255,
  'company',
  'organisation',
  'organization',
  'firma',
  'société',
  'entreprise',
  'empresa',
);

/** Fields that are not columns of the record's own table. */
export const ELSEWHERE = new Set(['id', 'emailAddress', ...MARKS.map(({ name }) => name)]);

/** A bare address becomes a person by the name of its mailbox. */
export const personOf = (local: string) => ({ lastName: local.slice(0, 100) });
