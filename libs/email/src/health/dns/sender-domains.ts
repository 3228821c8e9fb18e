import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '@facteur/platform';
import { OutboundEmailSettings } from '../../settings/outbound-email-settings.js';
import { SmtpAccountService } from '../../smtp-account/smtp-account.service.js';

/** One way by which letters go out, as receivers judge it. */
export interface SenderWay {
  /** Name of the account; empty for the system's. */
  account: string;
  relay: string;
  /** Domain of the From field, which DMARC asks about (RFC 7489). */
  fromDomain: string;
  /** Domain of the envelope's sender, which SPF asks about. */
  envelopeDomain: string;
  /** The whole address that bounces go to. */
  returnAddress: string;
  /** Where it signs; without a public key where the private one cannot be read. */
  dkim: { domain: string; selector: string; publicKey: string | undefined } | undefined;
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** All ways by which letters go out from here. */
@Injectable()
export class SenderDomains {
  constructor(
    private readonly settings: OutboundEmailSettings,
    private readonly accounts: SmtpAccountService,
    private readonly box: SecretBox,
  ) {}

  async all(): Promise<SenderWay[]> {
    const system = await this.settings.read();
    const own = await this.accounts.forMassEmail();
    const ways = [
      ...(system.smtpHost ? [{ ...system, name: '', host: system.smtpHost }] : []),
      // Theirs rest encrypted; the system's were opened when they were read.
      ...own.map((account) => ({ ...account, ...this.opened(account, system) })),
    ];
    return ways.map(({ name, host, fromAddress, bounceAddress, ...keys }) => {
      const from = fromAddress ?? system.fromAddress;
      const returns = bounceAddress ?? system.bounceAddress ?? from;
      return {
        ...{ account: name, relay: host, fromDomain: domainOf(from) },
        returnAddress: returns.toLowerCase(),
        envelopeDomain: domainOf(returns),
        dkim: signingOf(keys),
      };
    });
  }

  /** Its own keys, or those of the system where it has none. */
  private opened({ dkimDomain, dkimSelector, dkimPrivateKey }: Keys, system: Keys): Keys {
    if (!dkimDomain || !dkimSelector || !dkimPrivateKey) return system;
    try {
      return { dkimDomain, dkimSelector, dkimPrivateKey: this.box.decrypt(dkimPrivateKey) };
    } catch {
      return { dkimDomain, dkimSelector, dkimPrivateKey: 'unreadable' };
    }
  }
}

/** Keys with which one way signs, in clear. */
interface Keys {
  dkimDomain: string | null;
  dkimSelector: string | null;
  dkimPrivateKey: string | null;
}

function signingOf({ dkimDomain, dkimSelector, dkimPrivateKey }: Keys): SenderWay['dkim'] {
  if (!dkimDomain || !dkimSelector || !dkimPrivateKey) return undefined;
  try {
    const key = createPublicKey(createPrivateKey(dkimPrivateKey));
    const der = key.export({ type: 'spki', format: 'der' });
    // Of Ed25519 the record holds the bare key (RFC 8463), which ends the structure.
    const published = key.asymmetricKeyType === 'ed25519' ? der.subarray(-32) : der;
    return { domain: dkimDomain, selector: dkimSelector, publicKey: published.toString('base64') };
  } catch {
    return { domain: dkimDomain, selector: dkimSelector, publicKey: undefined };
  }
}
