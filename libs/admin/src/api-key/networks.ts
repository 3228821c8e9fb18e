import { BlockList, isIP } from 'node:net';
import { InvalidInput } from '@facteur/platform';

/** @throws InvalidInput naming the entry that is neither an address nor a network (CIDR) */
export function requireNetworks(field: string, networks: readonly string[]): void {
  for (const [index, network] of networks.entries())
    if (!isNetwork(network))
      throw InvalidInput.of(
        `${field}[${index}]`,
        'must be an address or a network such as 192.0.2.0/24 or 2001:db8::/32',
      );
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  // A zone (fe80::1%eth0) is this machine's own word for one of its networks.
  if (family === 0 || address.includes('%') || rest.length) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/** Whether an address is in one of the networks. An IPv4 address that came over IPv6 is taken for what it is. Pure. */
export function isWithin(networks: readonly string[], ip: string): boolean {
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
  const family = isIP(address);
  if (family === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [own = '', prefix] = network.split('/');
    const type = isIP(own) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(own, type);
    else list.addSubnet(own, Number(prefix), type);
  }
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
