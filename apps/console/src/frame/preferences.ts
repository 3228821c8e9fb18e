import { useCallback, useState } from 'react';

/** What a person chose for this browser; kept there. */
export function usePreference<T extends string>(name: string, usual: T): [T, (value: T) => void] {
  const key = `facteur.${name}`;
  const [value, setValue] = useState<T>(() => (localStorage.getItem(key) as T | null) ?? usual);
  const set = useCallback(
    (next: T) => {
      localStorage.setItem(key, next);
      setValue(next);
    },
    [key],
  );
  return [value, set];
}

/** Rows further apart or closer together, for whole pages. */
export function applyDensity(density: string): void {
  document.documentElement.dataset['density'] = density;
}

applyDensity(localStorage.getItem('facteur.density') ?? 'comfortable');
