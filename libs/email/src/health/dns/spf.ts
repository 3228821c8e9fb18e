import { BlockList, isIP } from 'node:net';

/** What SPF is evaluated with. */
export interface Names {
  texts(name: string): Promise<string[]>;
  exchangers(name: string): Promise<string[]>;
  addresses(host: string): Promise<string[]>;
}

/** As RFC 7208 names them; `unknown` where a macro, `exists` or `ptr` makes it depend on the single message. */
export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror' | 'unknown';

/** Terms that ask the domain name system (RFC 7208, 4.6.4). */
const MOST_LOOKUPS = 10;
const QUALIFIERS: Record<string, SpfResult> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };

/**
 * Whether a domain's SPF record allows an IP address to send in its name (RFC 7208), as far as that can be told without a message.
 */
export async function spfOf(domain: string, ip: string, names: Names): Promise<SpfResult> {
  const left = { lookups: MOST_LOOKUPS };
  return check(domain, ip, names, left);
}

async function check(
  domain: string,
  ip: string,
  names: Names,
  left: { lookups: number },
): Promise<SpfResult> {
  const records = (await names.texts(domain)).filter((text) => /^v=spf1( |$)/i.test(text));
  if (records.length === 0) return 'none';
  if (records.length > 1) return 'permerror';
  const terms = records[0]!.split(/\s+/).slice(1).filter(Boolean);
  for (const term of terms) {
    const [, sign = '', name = '', rest = ''] = /^([+\-~?]?)([a-z0-9]+)(?:[:/]|$)(.*)$/i.exec(term) ?? [];
    // Modifiers are looked at where no mechanism matched.
    if (/^[a-z][a-z0-9_.-]*=/i.test(term)) continue;
    if (!name) return 'permerror';
    const matches = await matchesOf(name.toLowerCase(), term, rest, { domain, ip, names, left });
    if (typeof matches === 'string') return matches;
    if (matches) return QUALIFIERS[sign || '+']!;
  }
  const redirect = /(?:^|\s)redirect=(\S+)/i.exec(records[0]!)?.[1];
  if (!redirect) return 'neutral';
  if (redirect.includes('%')) return 'unknown';
  if (--left.lookups < 0) return 'permerror';
  const result = await check(redirect, ip, names, left);
  return result === 'none' ? 'permerror' : result;
}

interface Asked {
  domain: string;
  ip: string;
  names: Names;
  left: { lookups: number };
}

/** Whether a mechanism matches; a result where the whole evaluation ends with it. */
async function matchesOf(
  name: string,
  term: string,
  rest: string,
  { domain, ip, names, left }: Asked,
): Promise<boolean | SpfResult> {
  if (name === 'all') return true;
  if (name === 'ip4' || name === 'ip6') return isWithin(rest, ip);
  if (!['a', 'mx', 'include', 'exists', 'ptr'].includes(name)) return 'permerror';
  if (name === 'exists' || name === 'ptr' || rest.includes('%')) return 'unknown';
  if (--left.lookups < 0) return 'permerror';
  const [, target = '', prefix = ''] = /^[+\-~?]?[a-z]+(?::([^/]*))?(\/.*)?$/i.exec(term) ?? [];
  const of = target || domain;
  if (name === 'include') {
    const result = await check(of, ip, names, left);
    if (result === 'none' || result === 'permerror') return 'permerror';
    return result === 'unknown' ? 'unknown' : result === 'pass';
  }
  const hosts = name === 'mx' ? await names.exchangers(of) : [of];
  const [four = '', six = ''] = prefix.slice(1).split('//');
  for (const host of hosts.slice(0, MOST_LOOKUPS))
    for (const address of await names.addresses(host)) {
      const length = isIP(address) === 4 ? four : six;
      if (isWithin(length ? `${address}/${length}` : address, ip)) return true;
    }
  return false;
}

function isWithin(network: string, ip: string): boolean {
  const [address = '', prefix] = network.split('/');
  const [family, of] = [isIP(ip), isIP(address)];
  if (family === 0 || family !== of) return false;
  const bits = prefix === undefined ? (of === 4 ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (of === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(address, bits, of === 4 ? 'ipv4' : 'ipv6');
  return list.check(ip, of === 4 ? 'ipv4' : 'ipv6');
}
