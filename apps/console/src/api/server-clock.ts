let ahead = 0;

/** Learns how far the server's clock is ahead of this machine's, from what it says is now. */
export function setServerClock(now: string): void {
  ahead = new Date(now).getTime() - Date.now();
}

/** Milliseconds by the server's clock: by it mail goes out, whatever this machine's clock shows. */
export const serverNow = (): number => Date.now() + ahead;
