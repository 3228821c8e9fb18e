import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { apiRoot, isSignedOut } from './client';
import { serverNow } from './server-clock';

export type LiveState = 'connecting' | 'live' | 'polling';

/**
 * Watches topics of the server. What comes goes into the cache under the topic's key; while the line is cut the page asks
 * every ten seconds itself, and is told so.
 *
 * @param onEvent what to do with an event of a topic
 */
export function useLive(
  topics: string[],
  onEvent: (topic: string, data: unknown) => void,
): { state: LiveState; since: Date } {
  const [state, setState] = useState<LiveState>('connecting');
  const [since, setSince] = useState(() => new Date(serverNow()));
  const key = topics.join(',');
  const queries = useQueryClient();
  useEffect(() => {
    if (!key) return undefined;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const change = (next: LiveState) => {
      setState((now) => {
        if (now !== next) setSince(new Date(serverNow()));
        return next;
      });
    };
    const open = () => {
      if (isSignedOut()) return void (retry = setTimeout(open, 10_000));
      source = new EventSource(`${apiRoot}/api/v1/events?topics=${encodeURIComponent(key)}`, {
        withCredentials: true,
      });
      source.onopen = () => change('live');
      source.onerror = () => {
        source?.close();
        change('polling');
        retry = setTimeout(open, 10_000);
      };
      for (const kind of new Set(key.split(',').map((topic) => topic.split(':')[0]!)))
        source.addEventListener(kind, (event) => {
          change('live');
          onEvent((event as MessageEvent).lastEventId, JSON.parse((event as MessageEvent<string>).data));
        });
    };
    open();
    return () => {
      clearTimeout(retry);
      source?.close();
    };
    // Topics are what it watches; what is done with an event may change freely.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, queries]);
  return { state, since };
}
