/** Names under which nobody has a mailbox (RFC 2606, RFC 6761), and those of this machine. */
const NOWHERE = ['example', 'test', 'invalid', 'localhost', 'local'];
const NOWHERE_DOMAINS = ['example.com', 'example.net', 'example.org', 'localhost'];

/** Addresses at which somebody might really read mail. */
export const OUTSIDE = {
  /** Condition over a column of normalised addresses; holds no values. */
  sql: (column: string) =>
    `NOT (${[
      ...NOWHERE.map((name) => `${column} LIKE '%.${name}'`),
      ...NOWHERE_DOMAINS.flatMap((name) => [`${column} LIKE '%@${name}'`, `${column} LIKE '%.${name}'`]),
    ].join(' OR ')})`,
  has(address: string): boolean {
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    const labels = domain.split('.');
    return !(
      NOWHERE.includes(labels.at(-1)!) ||
      NOWHERE_DOMAINS.some((name) => domain === name || domain.endsWith(`.${name}`))
    );
  },
};
