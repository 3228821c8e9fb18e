import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.js';

/** A loopback port that is free just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Resolves once something accepts connections on the port. @throws after the given number of milliseconds. */
export async function whenListening(port: number, patience = 60_000): Promise<void> {
  const open = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  await eventually(`something listens on port ${port}`, open, { patience });
}
