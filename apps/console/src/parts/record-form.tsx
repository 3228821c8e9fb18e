import { Alert } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tagged } from '../api/client';
import { changeRecord } from '../api/record';
import { type Edit, useEdit } from './edit';
import { FaultSummary, useFaultWords } from './fault-summary';
import { Fields, type FieldSpec, labelsOf } from './fields';
import { SaveBar } from './save-bar';

/** A record of the API as a form that saves what was touched, and merges what others saved meanwhile. */
export function RecordForm<T extends object>({
  path,
  seen,
  specs,
  isReadOnly = false,
  children,
}: {
  path: string;
  seen: Tagged<T>;
  specs: FieldSpec[] | ((edit: Edit<T>) => FieldSpec[]);
  isReadOnly?: boolean;
  /** Beside the save button, such as "Try it". */
  children?: (edit: Edit<T>) => React.ReactNode;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const words = useFaultWords();
  const send = useCallback(
    async (changes: Partial<T>, tag: string | null) => {
      const saved = await changeRecord<T>(path)(changes, tag);
      queries.setQueryData(['record', path], saved);
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'record' || queryKey[1] !== path,
      });
      return saved;
    },
    [path, queries],
  );
  const edit = useEdit<T>(seen, send);
  const list = typeof specs === 'function' ? specs(edit) : specs;
  return (
    <>
      {isReadOnly && (
        <Alert color="gray" mb="md">
          {t('readOnly')}
        </Alert>
      )}
      <FaultSummary problem={edit.problem} labels={labelsOf(list)} />
      <Fields
        specs={list}
        values={edit.values as Record<string, unknown>}
        set={(name, value) => edit.set(name as keyof T & string, value as never)}
        faults={
          edit.problem
            ? Object.fromEntries(edit.problem.errors.map((fault) => [fault.field, words(fault)]))
            : edit.faults
        }
        isReadOnly={isReadOnly}
      />
      {!isReadOnly && <SaveBar edit={edit} labels={labelsOf(list)} />}
      {children?.(edit)}
    </>
  );
}
