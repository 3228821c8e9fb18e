/** An open or a click as it came in; plain data, so that it can wait in a file. */
export interface Hit {
  kind: 'open' | 'click';
  itemId: number;
  trackingUrlId: number | null;
  countsAsOpen: boolean;
  /** ISO 8601, UTC. */
  at: string;
  method: string;
  userAgent: string;
  purpose: string;
}
