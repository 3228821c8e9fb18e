import type { Server } from 'node:net';

const TRIES = 20;

/**
 * Listens on the loopback interface, on the port or on one of the next twenty.
 *
 * @param firmly whether another port would not do
 * @throws Error that names the port and the way out
 */
export async function listenNear(server: Server, port: number, firmly = false): Promise<void> {
  for (let offset = 0; ; offset++) {
    try {
      return await listenOn(server, port && port + offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (firmly) throw new Error(`Port ${port} of the development inbox is in use; choose another.`);
      if (offset === TRIES)
        throw new Error(`Ports ${port} to ${port + offset}, for the development inbox, are in use.`);
    }
  }
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      server.removeListener('error', settle).removeListener('listening', settled);
      if (error) reject(error);
      else resolve();
    };
    const settled = () => settle();
    server.once('error', settle).once('listening', settled);
    server.listen(port, '127.0.0.1');
  });
}
