import { HealthCheckPlugin, type HealthFinding, neighbourhoodOf } from '@facteur/platform';
import { DnsCheck, type Judged } from './dns-check.js';
import type { SenderWay } from './sender-domains.js';
import { spfOf } from './spf.js';

const NO_ACCOUNT: HealthFinding = {
  ...{ state: 'unknown', reason: 'none', detail: 'There is no SMTP server yet, so no sender either.' },
};

/** Answers and bounces can come back: the senders' domains take mail. */
@HealthCheckPlugin()
export class MxCheck extends DnsCheck {
  readonly code = 'mx';
  readonly order = 32;
  protected readonly none = NO_ACCOUNT;

  protected async judge({ fromDomain, envelopeDomain }: SenderWay): Promise<Judged> {
    for (const domain of new Set([envelopeDomain, fromDomain])) {
      const hosts = await this.names.exchangers(domain);
      const params = { domain };
      // A single dot: it says that it takes none (RFC 7505).
      if (hosts.length && hosts[0] !== '' && hosts[0] !== '.') continue;
      if (hosts.length === 0 && (await this.names.addresses(domain)).length) continue;
      return {
        ...{ state: 'fail', reason: 'missing', params },
        detail: `${domain} takes no mail (it has no MX record): bounces and answers are lost, and receivers refuse such senders. Add an MX record, or send from another domain.`,
      };
    }
    return {
      ...{ state: 'pass', reason: 'there', params: { domain: fromDomain } },
      detail: `${fromDomain} takes mail.`,
    };
  }
}

/** The relay may send for the envelope's domain. */
@HealthCheckPlugin()
export class SpfCheck extends DnsCheck {
  readonly code = 'spf';
  readonly order = 34;
  protected readonly none = NO_ACCOUNT;

  protected async judge({ envelopeDomain: domain, relay }: SenderWay): Promise<Judged> {
    const texts = (await this.names.texts(domain)).filter((text) => /^v=spf1( |$)/i.test(text));
    const params = { domain, relay };
    if (texts.length === 0)
      return {
        ...{ state: 'fail', reason: 'missing', params },
        detail: `${domain} has no SPF record. Add the TXT record that your provider of the relay ${relay} tells.`,
      };
    const addresses = (await this.names.addresses(relay)).filter((ip) => neighbourhoodOf(ip) === 'outside');
    if (addresses.length === 0)
      return {
        ...{ state: 'unknown', reason: 'inner-relay', params },
        detail: `${domain} has an SPF record; whether it allows us cannot be told, since the relay ${relay} hands mail on from an address that is not known here.`,
      };
    const result = await spfOf(domain, addresses[0]!, this.names);
    const words = texts[0]!;
    if (result === 'pass')
      return {
        ...{ state: 'pass', reason: 'allows', params },
        detail: `The SPF record of ${domain} allows ${relay}.`,
      };
    if (result === 'unknown' || result === 'neutral')
      return {
        ...{ state: 'unknown', reason: 'cannot-tell', params: { ...params, words } },
        detail: `The SPF record of ${domain} does not say whether ${relay} (${addresses[0]}) may send.`,
      };
    if (result === 'permerror')
      return {
        ...{ state: 'fail', reason: 'broken', params: { ...params, words } },
        detail: `The SPF record of ${domain} is not right (more than one of them, an unknown word, or more than ten lookups), and receivers pass it over: ${words}`,
      };
    // Often a provider sends from other addresses than it takes mail at.
    return {
      ...{ state: 'warn', reason: 'refuses', params: { ...params, words } },
      detail: `The SPF record of ${domain} does not allow ${relay} (${addresses[0]}). If mail leaves from there, add it: ${words}`,
    };
  }
}

/** Receivers find the key that we sign with. */
@HealthCheckPlugin()
export class DkimCheck extends DnsCheck {
  readonly code = 'dkim';
  readonly order = 36;
  protected readonly none: HealthFinding = {
    ...{ state: 'unknown', reason: 'unsigned' },
    detail: 'Mail is not signed here. If the relay does not sign it either, receivers trust it less.',
  };

  protected async judge({ dkim }: SenderWay): Promise<Judged> {
    if (!dkim) return undefined;
    const name = `${dkim.selector}._domainkey.${dkim.domain}`;
    const params = { name };
    const { publicKey } = dkim;
    if (publicKey === undefined)
      return {
        ...{ state: 'fail', reason: 'unreadable', params: { name } },
        detail: `The private key for ${name} cannot be read, so nothing is signed with it: give it again.`,
      };
    const texts = await this.names.texts(name);
    const key = texts.map((text) => /(?:^|;)\s*p\s*=\s*([^;]*)/.exec(text)?.[1]?.replace(/\s/g, ''));
    if (texts.length === 0)
      return {
        ...{ state: 'fail', reason: 'missing', params },
        detail: `Mail is signed, and receivers find no key: there is no TXT record ${name}. Add v=DKIM1; p=${publicKey.slice(0, 24)}…`,
      };
    if (!key.includes(publicKey))
      return {
        ...{ state: 'fail', reason: 'other-key', params },
        detail: `The TXT record ${name} holds another key than the one that we sign with, so each signature is wrong. Publish the key that belongs to ours, or give us the private key of that one.`,
      };
    return { ...{ state: 'pass', reason: 'matches', params }, detail: `The key at ${name} is ours.` };
  }
}

/** The From domain says what becomes of mail that is not proven, and ours is. */
@HealthCheckPlugin()
export class DmarcCheck extends DnsCheck {
  readonly code = 'dmarc';
  readonly order = 38;
  protected readonly none = NO_ACCOUNT;

  protected async judge({ fromDomain, envelopeDomain, dkim }: SenderWay): Promise<Judged> {
    const params = { domain: fromDomain };
    const record = await this.recordOf(fromDomain);
    if (!record)
      return {
        ...{ state: 'fail', reason: 'missing', params },
        detail: `${fromDomain} has no DMARC record, which large receivers ask of whoever sends in bulk. Begin with a TXT record _dmarc.${fromDomain}: v=DMARC1; p=none; rua=mailto:…`,
      };
    const [spf, signature] = [/\baspf\s*=\s*s/i.test(record), /\badkim\s*=\s*s/i.test(record)];
    const isAligned =
      alike(envelopeDomain, fromDomain, spf) || (dkim && alike(dkim.domain, fromDomain, signature));
    if (isAligned)
      return { ...{ state: 'pass', reason: 'aligned', params }, detail: `DMARC of ${fromDomain} is kept.` };
    return {
      ...{ state: 'warn', reason: 'not-aligned', params: { ...params, envelope: envelopeDomain } },
      detail: `Letters come from ${fromDomain}, and neither the return address (${envelopeDomain}) nor a signature of ours is of that domain: unless the relay signs for ${fromDomain}, they fail DMARC.`,
    };
  }

  /** Of the domain, or of one above it. */
  private async recordOf(domain: string): Promise<string | undefined> {
    const labels = domain.split('.');
    for (let from = 0; from < labels.length - 1; from++) {
      const texts = await this.names.texts(`_dmarc.${labels.slice(from).join('.')}`);
      const record = texts.find((text) => /^v\s*=\s*DMARC1\b/i.test(text));
      if (record) return record;
    }
    return undefined;
  }
}

/** Whether two domains go for one: the same, or one within the other where that is enough. */
const alike = (one: string, other: string, strictly: boolean) =>
  one === other || (!strictly && (one.endsWith(`.${other}`) || other.endsWith(`.${one}`)));
