import { domainToASCII } from 'node:url';
import { type AddressFormat, AddressFormatPlugin, type NormalisedAddress } from '@facteur/audience';

/** Half a character would be stored as another one than is looked for. */
const LOCAL = /^[^\s@<>()",;:\\[\]\u0000-\u001f\u007f\p{Surrogate}]{1,64}$/u;

/**
 * The address of a mailbox (RFC 5321, without quoted local parts; RFC 6531 for other scripts).
 * Key: trimmed, domain in lower case and IDNA form, local part compared without regard to case.
 */
export function normaliseEmail(text: string): NormalisedAddress | undefined {
  const address = text.trim().normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  if (at < 1 || !LOCAL.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    return undefined;
  const domain = domainToASCII(address.slice(at + 1).toLowerCase());
  if (!/^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(domain))
    return undefined;
  const written = `${local}@${domain}`;
  return written.length > 254 ? undefined : { address: written, key: `${local.toLowerCase()}@${domain}` };
}

@AddressFormatPlugin()
export class EmailAddressFormat implements AddressFormat {
  readonly channel = 'email';

  normalise(text: string): NormalisedAddress | undefined {
    return normaliseEmail(text);
  }

  /** The mail provider, as far as an address tells. */
  groupOf(address: string): string | undefined {
    const at = address.lastIndexOf('@');
    return at < 1 ? undefined : address.slice(at + 1).toLowerCase();
  }
}
