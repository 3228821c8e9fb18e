import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { Environment, PrivateNetworks } from '../config/environment.js';

/** What a call is for: a mail server may stand in the house, a web server that somebody typed may not. */
export type CallKind = 'mail' | 'web';

const house = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
] as const)
  house.addSubnet(network, prefix);
house.addAddress('::1', 'ipv6');
house.addAddress('::', 'ipv6');
house.addSubnet('fc00::', 7, 'ipv6');

/** Where clouds keep what a machine may know of itself; and addresses that are no host's. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16);
linkLocal.addSubnet('224.0.0.0', 3);
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addSubnet('ff00::', 8, 'ipv6');

export type Neighbourhood = 'outside' | 'house' | 'link-local';

/** An IPv4 address that an IPv6 one carries: mapped (RFC 4291), through NAT64 (RFC 6052) or 6to4 (RFC 3056). Pure. */
function carriedIn(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const dotted = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (dotted) return dotted;
  const pair =
    /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ??
    /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):/i.exec(address);
  if (!pair) return undefined;
  const [high, low] = [parseInt(pair[1]!, 16), parseInt(pair[2]!, 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Where an IP address lies; IPv4 within IPv6 counts as IPv4. Pure. */
export function neighbourhoodOf(address: string): Neighbourhood {
  const ip = carriedIn(address) ?? address;
  const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
  if (linkLocal.check(ip, family)) return 'link-local';
  return house.check(ip, family) ? 'house' : 'outside';
}

/** The call is not allowed; the message says why, and which variable decides it. */
export class CallRefused extends Error {
  readonly code = 'CALL_REFUSED';
}

/**
 * Which machines the server itself calls, on the word of whoever may set up accounts and mailboxes: without bounds
 * that would be a look round the inner network. Asked of the address that is connected to, not of the name.
 */
export class OutboundPolicy {
  constructor(
    private readonly networks: PrivateNetworks,
    /** Mail servers that the environment names. */
    private readonly trusted: ReadonlySet<string> = new Set(),
  ) {}

  allows(neighbourhood: Neighbourhood, kind: CallKind): boolean {
    if (this.networks === 'allow' || neighbourhood === 'outside') return true;
    return this.networks === 'mail' && kind === 'mail' && neighbourhood === 'house';
  }

  /**
   * The address to connect to for a host: itself where nothing is forbidden, otherwise one that was looked up and
   * found allowed.
   *
   * @throws CallRefused; Error with code ENOTFOUND.
   */
  async addressOf(host: string, kind: CallKind): Promise<string> {
    const name = host.replace(/^\[|\]$/g, '');
    if (this.networks === 'allow' || (kind === 'mail' && this.trusted.has(name.toLowerCase()))) return name;
    const found = isIP(name) ? [name] : (await lookup(name, { all: true })).map(({ address }) => address);
    const allowed = found.filter((address) => this.allows(neighbourhoodOf(address), kind));
    if (allowed.length === 0)
      throw new CallRefused(
        `${host} lies in this machine's own or a private network, which may not be called from here (PRIVATE_NETWORKS).`,
      );
    return allowed[Math.floor(Math.random() * allowed.length)]!;
  }
}

export function policyOf({ privateNetworks = 'mail', smtpUrl }: Environment): OutboundPolicy {
  const trusted = smtpUrl ? [new URL(smtpUrl).hostname.replace(/^\[|\]$/g, '').toLowerCase()] : [];
  return new OutboundPolicy(privateNetworks, new Set(trusted));
}
