import { useEffect, useRef, useState } from 'react';

const WINDOW = 60_000;

/** Messages a minute, over the last minute that was watched. */
export function useRate(sent: number): number {
  const seen = useRef<{ at: number; sent: number }[]>([]);
  const [rate, setRate] = useState(0);
  useEffect(() => {
    const now = Date.now();
    seen.current = [...seen.current.filter(({ at }) => now - at < WINDOW), { at: now, sent }];
    const [first] = seen.current;
    const minutes = (now - first!.at) / 60_000;
    setRate(minutes > 0 ? Math.round((sent - first!.sent) / minutes) : 0);
  }, [sent]);
  return rate;
}
