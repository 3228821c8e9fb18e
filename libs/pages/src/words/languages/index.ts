import { type Catalogue, ENGLISH } from '../catalogue.js';
import { GERMAN } from './de.js';
import { SPANISH } from './es.js';
import { FRENCH } from './fr.js';
import { ITALIAN } from './it.js';
import { DUTCH } from './nl.js';
import { PORTUGUESE } from './pt.js';

/** The languages that come along; an admin may add others, and change any text. */
export const CATALOGUES: Record<string, Catalogue> = {
  en: ENGLISH,
  fr: FRENCH,
  de: GERMAN,
  es: SPANISH,
  it: ITALIAN,
  nl: DUTCH,
  pt: PORTUGUESE,
};
