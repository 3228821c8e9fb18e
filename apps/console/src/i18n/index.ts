import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', fr: 'Français' } as const;
export type Language = keyof typeof LANGUAGES;
export const AREAS = ['frame', 'letters', 'audience', 'results', 'admin'] as const;

const KEY = 'facteur.language';
const files = import.meta.glob<{ default: Record<string, string> }>('../locales/*/*.json');

/** The one that was chosen, else the browser's, else English. */
function language(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages].filter(Boolean) as string[];
  const known = wanted.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in LANGUAGES);
  return (known as Language | undefined) ?? 'en';
}

/** Texts of an area, loaded with the first screen that needs them. */
async function load(lng: string, area: string): Promise<Record<string, string>> {
  const file = files[`../locales/${lng}/${area}.json`];
  return file ? (await file()).default : {};
}

export async function startLanguages(): Promise<void> {
  await i18next
    .use({ type: 'backend', init() {}, read: (lng: string, area: string) => load(lng, area) } as never)
    .use(initReactI18next)
    .init({
      lng: language(),
      fallbackLng: false,
      supportedLngs: Object.keys(LANGUAGES),
      ns: ['frame'],
      defaultNS: 'frame',
      keySeparator: false,
      nsSeparator: ':',
      interpolation: { escapeValue: false },
      returnNull: false,
      react: { useSuspense: true },
    });
  document.documentElement.lang = i18next.language;
}

export async function chooseLanguage(lng: Language): Promise<void> {
  localStorage.setItem(KEY, lng);
  await i18next.changeLanguage(lng);
  document.documentElement.lang = lng;
}
