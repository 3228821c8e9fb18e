import { useCallback, useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { call, callTagged, type Tagged } from '../../../api/client';
import { letterPath, type MassEmail, type Preflight, type Template } from '../letter-data';
import { publishFirst } from './publish-first';

/** A letter as it was looked at: what is shown and what is let go are of one moment. */
export interface Look {
  letter: Tagged<MassEmail>;
  template: Template;
  counted: Preflight;
}

/**
 * Looks at a letter: once what was written is applied to it, then text, sender and count are read together. Nothing of it
 * moves by itself afterwards; a letter that is changed in this window is looked at anew, one that is changed elsewhere is
 * refused by the server when it is let go.
 */
export function useLook(
  id: string,
  templateId: string,
  tag: string | null,
): { look: Look | undefined; error: unknown; isLooking: boolean; again: () => Promise<void> } {
  const [look, setLook] = useState<Look>();
  const [error, setError] = useState<unknown>();
  const [isLooking, setLooking] = useState(true);
  const queries = useQueryClient();
  const round = useRef(0);
  const applied = useRef<Promise<unknown>>(undefined);
  const again = useCallback(async () => {
    const mine = (round.current += 1);
    setLooking(true);
    setError(undefined);
    try {
      // Once for each visit, whoever else writes meanwhile.
      applied.current ??= publishFirst(templateId);
      await applied.current;
      const letter = await callTagged<MassEmail>(letterPath(id));
      const template = await call<Template>(`/email-templates/${templateId}`);
      const counted = await call<Preflight>(`${letterPath(id)}/preflight`);
      if (mine !== round.current) return;
      setLook({ letter, template, counted });
      queries.removeQueries({ queryKey: ['record', `/email-templates/${templateId}`] });
      queries.removeQueries({ queryKey: ['preflight', id], type: 'inactive' });
    } catch (failure) {
      if (mine !== round.current) return;
      applied.current = undefined;
      setError(failure);
    } finally {
      if (mine === round.current) setLooking(false);
    }
  }, [id, templateId, queries]);
  useEffect(() => {
    void again();
  }, [again, tag]);
  return { look, error, isLooking, again };
}
