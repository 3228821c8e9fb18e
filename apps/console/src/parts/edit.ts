import { useCallback, useEffect, useRef, useState } from 'react';
import type { Tagged } from '../api/client';
import { type ApiProblem, isProblem } from '../api/problem';

/** Two people changed one field. */
export interface Conflict<T> {
  fields: { name: keyof T & string; mine: unknown; theirs: unknown }[];
  current: T;
  tag: string;
}

export interface Edit<T> {
  values: T;
  set<K extends keyof T & string>(name: K, value: T[K]): void;
  isDirty: boolean;
  isSaving: boolean;
  /** Wrong fields by their path. */
  faults: Record<string, string>;
  /** What is wrong beside fields. */
  problem: ApiProblem | undefined;
  conflict: Conflict<T> | undefined;
  /** Saves what was changed; true once it is. */
  save(more?: Partial<T>): Promise<boolean>;
  /** Answers a conflict. */
  resolve(which: 'mine' | 'theirs'): Promise<void>;
  reset(): void;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Edits one record. Only fields that were touched are sent, with the tag of the state that was seen; what somebody else
 * changed meanwhile in other fields is taken over, and asked about where it is the same field.
 */
export function useEdit<T extends object>(
  seen: Tagged<T>,
  send: (changes: Partial<T>, tag: string | null) => Promise<Tagged<T>>,
): Edit<T> {
  const [base, setBase] = useState(seen);
  const [changes, setChanges] = useState<Partial<T>>({});
  const [isSaving, setSaving] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<ApiProblem>();
  const [conflict, setConflict] = useState<Conflict<T>>();
  const mine = useRef(changes);
  mine.current = changes;
  const latest = useRef(seen);
  latest.current = seen;
  useEffect(() => {
    // Under a hand that writes nothing moves: saving merges, or asks.
    if (Object.keys(mine.current).length === 0) setBase(seen);
  }, [seen]);

  const attempt = useCallback(
    async (from: Tagged<T>, wanted: Partial<T>): Promise<boolean> => {
      try {
        const saved = await send(wanted, from.tag);
        setBase(saved);
        setChanges(
          (now) =>
            Object.fromEntries(
              Object.entries(now).filter(([name, value]) => !same(value, wanted[name as keyof T])),
            ) as Partial<T>,
        );
        setConflict(undefined);
        return true;
      } catch (error) {
        if (!isProblem(error)) throw error;
        if (error.status === 412 && error.body.current) {
          const current = error.body.current as T;
          const tag = error.body.currentTag ?? '';
          const fields = (Object.keys(wanted) as (keyof T & string)[])
            .filter((name) => !same(current[name], from.value[name]) && !same(current[name], wanted[name]))
            .map((name) => ({ name, mine: wanted[name], theirs: current[name] }));
          if (fields.length === 0) return attempt({ value: current, tag }, wanted);
          setConflict({ fields, current, tag });
          return false;
        }
        setFaults(Object.fromEntries(error.errors.map(({ field, reason }) => [field, reason])));
        setProblem(error);
        return false;
      }
    },
    [send],
  );

  const save = useCallback(
    async (more: Partial<T> = {}) => {
      setSaving(true);
      setFaults({});
      setProblem(undefined);
      try {
        return await attempt(base, { ...mine.current, ...more });
      } finally {
        setSaving(false);
      }
    },
    [attempt, base],
  );

  const resolve = async (which: 'mine' | 'theirs') => {
    if (!conflict) return;
    const now = { value: conflict.current, tag: conflict.tag };
    const theirs = new Set<string>(conflict.fields.map(({ name }) => name));
    setConflict(undefined);
    setBase(now);
    if (which === 'mine') return void (await attempt(now, mine.current));
    const left = Object.fromEntries(
      Object.entries(mine.current).filter(([name]) => !theirs.has(name)),
    ) as Partial<T>;
    setChanges(left);
    if (Object.keys(left).length) await attempt(now, left);
  };

  return {
    values: { ...base.value, ...changes },
    set: (name, value) =>
      setChanges((now) => {
        const { [name]: _old, ...rest } = now;
        return (same(base.value[name], value) ? rest : { ...now, [name]: value }) as Partial<T>;
      }),
    isDirty: Object.keys(changes).length > 0,
    ...{ isSaving, faults, problem, conflict, save, resolve },
    reset: () => {
      setChanges({});
      setBase(latest.current);
      setFaults({});
      setProblem(undefined);
    },
  };
}
