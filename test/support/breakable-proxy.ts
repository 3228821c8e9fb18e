import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server, and breaks their connection where a test wants it. */
export class BreakableProxy {
  port = 0;
  /** Called with what the server sends before it is passed on; `true` breaks the connection there and then. */
  onAnswer: (chunk: Buffer, sentSoFar: number) => boolean = () => false;
  private server: Server;
  private readonly sockets = new Set<Socket>();

  static async start(target: number): Promise<BreakableProxy> {
    const proxy = new BreakableProxy();
    proxy.server = createServer((client) => {
      const upstream = connect(target, '127.0.0.1');
      let sent = 0;
      for (const socket of [client, upstream]) {
        proxy.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          proxy.sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.on('data', (chunk) => upstream.write(chunk));
      upstream.on('data', (chunk) => {
        if (proxy.onAnswer(chunk, sent)) return void client.destroy();
        sent += chunk.length;
        client.write(chunk);
      });
    });
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    proxy.port = (proxy.server.address() as AddressInfo).port;
    return proxy;
  }

  /** Breaks whatever is open just now. */
  breakAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
