import { LinkSigner } from '@facteur/campaigns';
import { SendRun } from '@facteur/dispatch';
import { grant, openToAsk, queueMailing } from './delivery.js';
import { LETTER } from './letter.js';
import type { Sink } from './sink.js';
import { type MariaDb, openFacteur } from './support.js';

const ITEMS = 1_000;

/** A mailing that a thousand people have, with a link that is tracked; and another whose queue waits to be sent. */
export interface World {
  /** Of everybody's letter. */
  paths: { opens: string[]; clicks: string[] };
  /** For server and worker. */
  environment: Record<string, string>;
  /** Hits that the log tells of. */
  recorded(): Promise<number>;
  /** Whoever sends may send the other one. */
  grant(): Promise<void>;
  close(): Promise<void>;
}

/** @param waiting letters of 40 kB in the other mailing */
export async function makeWorld(server: MariaDb | undefined, sink: Sink, waiting: number): Promise<World> {
  const facteur = await openFacteur(server, sink.url);
  const { app, database, environment } = facteur;
  const body = '<a href="https://shop.example/">look</a>';
  await grant(database, await queueMailing(facteur, { prefix: 'h', count: ITEMS, body }));
  await app.get(SendRun).work();
  const items = await database.query<{ id: number }>(`SELECT id FROM queue_item WHERE status = 'Sent'`);
  const [url] = await database.query<{ id: number }>('SELECT id FROM tracking_url');
  const signer = app.get(LinkSigner);
  const paths = {
    opens: items.map(({ id }) => signer.openUrl(id, '')),
    clicks: items.map(({ id }) =>
      signer.clickUrl({ itemId: id, trackingUrlId: url!.id, countsAsOpen: true }, ''),
    ),
  };
  const mailing = await queueMailing(facteur, { prefix: 'm', count: waiting, body: LETTER });
  // An application in this process would take part in the recording, and in nothing else.
  await app.close();
  const { ask, close } = await openToAsk(facteur.databaseUrl);
  return {
    paths,
    environment,
    recorded: async () => {
      const [row] = await ask.query<{ hits: number | null }>(
        `SELECT SUM(hits) AS hits FROM campaign_log_record WHERE action IN ('Opened', 'Clicked')`,
      );
      return Number(row!.hits ?? 0);
    },
    grant: () => grant(ask, mailing),
    close: async () => {
      await close();
      facteur.remove();
    },
  };
}
