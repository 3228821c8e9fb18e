/** A small believable CRM; the same at every first start. */
const FIRST = [
  'Amélie',
  'Bastien',
  'Chloé',
  'Dario',
  'Elif',
  'Farid',
  'Giulia',
  'Hugo',
  'Inès',
  'Jonas',
  'Katarzyna',
  'Léon',
  'Maya',
  'Nils',
  'Océane',
  'Priya',
  'Quentin',
  'Rosa',
  'Sébastien',
  'Thảo',
  'Ursula',
  'Victor',
  'Wanda',
  'Yusuf',
  'Zoé',
];
const LAST = [
  'Bernard',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'Garnier',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lefèvre',
  'Martin',
  'Nguyễn',
  'O’Brien',
  'Petit',
  'Quispe',
  'Rossi',
  'Sánchez',
  'Thomas',
  'Ünal',
  'Vidal',
  'Weber',
  'Yılmaz',
  'Zimmer',
];
const TRADES = ['Pépinières', 'Gardens', 'Jardinerie', 'Blumen', 'Flora', 'Greenery', 'Vivai', 'Seeds'];
const CITIES: [city: string, country: string][] = [
  ['Lyon', 'France'],
  ['Nantes', 'France'],
  ['Lille', 'France'],
  ['Ghent', 'Belgium'],
  ['Turin', 'Italy'],
  ['Freiburg', 'Germany'],
  ['Leeds', 'United Kingdom'],
  ['Porto', 'Portugal'],
];
const SOURCES = ['Web Site', 'Fair', 'Partner', 'Call'];

/** Small numbers that look random and are always the same (a linear congruential generator). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ascii = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\x00-\x7f]/g, '')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

export function demoPeople() {
  const below = generator(20270301);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  const place = () => {
    const [addressCity, addressCountry] = pick(CITIES);
    return { addressCity, addressCountry, addressStreet: `${below(180) + 1} Garden Street` };
  };
  const accounts = Array.from({ length: 40 }, (_, i) => {
    const name = `${pick(TRADES)} ${pick(LAST)}`;
    return {
      name: `${name} ${i + 1}`,
      website: `https://www.${ascii(name)}${i}.example`,
      industry: 'Horticulture',
      emailAddress: i % 3 ? `office@${ascii(name)}${i}.example` : null,
      ...place(),
    };
  });
  const person = (i: number, host: string) => {
    const firstName = pick(FIRST);
    const lastName = pick(LAST);
    return {
      firstName,
      lastName,
      emailAddress: `${ascii(firstName)}.${ascii(lastName)}${i}@${host}`,
      ...place(),
    };
  };
  const contacts = Array.from({ length: 300 }, (_, i) => ({
    ...person(i, 'customers.example'),
    account: i % 4 ? below(accounts.length) : null,
    title: i % 7 ? null : 'Head gardener',
  }));
  const leads = Array.from({ length: 140 }, (_, i) => {
    const lead = person(i, 'leads.example');
    // A few leads are contacts already, with the same address: one mail, not two.
    return {
      ...lead,
      emailAddress: i % 20 ? lead.emailAddress : contacts[i]!.emailAddress.toUpperCase(),
      status: pick(['New', 'Assigned', 'In Process', 'Recycled']),
      source: pick(SOURCES),
    };
  });
  const users = Array.from({ length: 20 }, (_, i) => ({
    ...person(i, 'greenhouse.example'),
    userName: `user${i + 1}`,
  }));
  return { accounts, contacts, leads, users };
}
