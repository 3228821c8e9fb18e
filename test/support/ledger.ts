import { expect } from '@jest/globals';

/** Asks a database that lives; in a cluster, any node. */
export type Ask = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

export interface Evidence {
  /** The mailing's number in the database. */
  mailingId: number;
  /** Everybody who was to get it. */
  recipients: string[];
  /** Whom the peer accepted a message for. */
  seen: string[];
}

/** How many are Unconfirmed, and how many of them have the message. */
export interface Doubts {
  unconfirmed: number;
  arrived: number;
}

const without = (all: Iterable<string>, some: Set<string>) => [...all].filter((one) => !some.has(one));

function repeated(all: string[]): string[] {
  const met = new Set<string>();
  return all.filter((one) => met.size === met.add(one).size);
}

/**
 * Promise 1 in numbers, when no item is open any more: nobody twice, nobody missing, the log and the counters equal to
 * what the peer saw but for those who are Unconfirmed.
 */
export async function expectExactLedger(ask: Ask, evidence: Evidence): Promise<Doubts> {
  const { mailingId, recipients, seen } = evidence;
  const items = await ask<{ address: string; status: string; claimed: number }>(
    `SELECT address, status, claimed_by IS NOT NULL AS claimed FROM queue_item WHERE mailing_id = ?`,
    [mailingId],
  );
  const withStatus = (status: string) =>
    items.filter((item) => item.status === status).map(({ address }) => address);
  const sent = withStatus('Sent');
  const unconfirmed = new Set(withStatus('Unconfirmed'));
  const [arrived, known] = [new Set(seen), new Set(sent)];
  const logged = await ask<{ address: string }>(
    `SELECT address FROM campaign_log_record WHERE mailing_id = ? AND action = 'Sent'`,
    [mailingId],
  );
  const counters = await ask<{ total: string }>(
    `SELECT value AS total FROM campaign_counter WHERE mailing_id = ? AND tracking_url_id = 0 AND name = 'sent'
     UNION ALL
     SELECT SUM(value) FROM campaign_breakdown WHERE mailing_id = ? AND name = 'sent' GROUP BY kind`,
    [mailingId, mailingId],
  );
  expect({
    twice: repeated(seen),
    missing: without(recipients, new Set([...seen, ...unconfirmed])),
    neither: items.filter(({ address }) => !known.has(address) && !unconfirmed.has(address)),
    saidToBeSent: without(sent, arrived),
    arrivedUnknown: without(seen, new Set([...sent, ...unconfirmed])),
    loggedTwice: repeated(logged.map(({ address }) => address)),
    notLogged: without(sent, new Set(logged.map(({ address }) => address))),
    logged: logged.length,
    counted: counters.map(({ total }) => Number(total)),
    claimed: items.filter(({ status, claimed }) => status !== 'Unconfirmed' && claimed).length,
  }).toEqual({
    twice: [],
    missing: [],
    neither: [],
    saidToBeSent: [],
    arrivedUnknown: [],
    loggedTwice: [],
    notLogged: [],
    logged: sent.length,
    counted: [sent.length, sent.length, sent.length, sent.length],
    claimed: 0,
  });
  return {
    unconfirmed: unconfirmed.size,
    arrived: [...unconfirmed].filter((address) => arrived.has(address)).length,
  };
}
