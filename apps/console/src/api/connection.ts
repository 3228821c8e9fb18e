import { useSyncExternalStore } from 'react';

/** Whether calls reach the server; told by the calls themselves. */
class Connection {
  private isLost = !navigator.onLine;
  private readonly listeners = new Set<() => void>();

  constructor() {
    window.addEventListener('offline', () => this.lost());
    window.addEventListener('online', () => this.found());
  }

  lost(): void {
    this.set(true);
  }

  found(): void {
    this.set(false);
  }

  private set(isLost: boolean): void {
    if (isLost === this.isLost) return;
    this.isLost = isLost;
    for (const listener of this.listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly isOffline = (): boolean => this.isLost;
}

export const connection = new Connection();

/** True while calls do not reach the server. */
export const useIsOffline = (): boolean => useSyncExternalStore(connection.subscribe, connection.isOffline);
