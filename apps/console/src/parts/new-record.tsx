import { Button, Group, Modal, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { type ApiProblem, isProblem } from '../api/problem';
import { FaultSummary, useFaultWords } from './fault-summary';
import { Fields, type FieldSpec, labelsOf } from './fields';

/** A small form in a dialog that makes one record. A click outside keeps what was typed. */
export function NewRecord<T>({
  path,
  method = 'POST',
  title,
  button,
  specs,
  start = {},
  toBody = (values) => values,
  isOpen,
  onClose,
  onMade,
  children,
}: {
  path: string;
  /** Of a record that is there already and gets other values. */
  method?: 'POST' | 'PATCH';
  title: string;
  button: string;
  specs: FieldSpec[] | ((values: Record<string, unknown>) => FieldSpec[]);
  start?: Record<string, unknown>;
  /** What is sent of what was filled in. */
  toBody?: (values: Record<string, unknown>) => Record<string, unknown>;
  isOpen: boolean;
  onClose: () => void;
  onMade: (made: T) => void;
  children?: (values: Record<string, unknown>) => ReactNode;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const words = useFaultWords();
  const [values, setValues] = useState<Record<string, unknown>>(start);
  const [problem, setProblem] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const list = typeof specs === 'function' ? specs(values) : specs;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setProblem(undefined);
    try {
      const body = Object.fromEntries(
        Object.entries(toBody(values)).filter(([, value]) => value !== null && value !== undefined),
      );
      const made = await call<T>(path, { method, body });
      setValues(start);
      onMade(made);
      await queries.invalidateQueries();
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const faults = Object.fromEntries(
    problem?.errors.map((fault) => [
      fault.field,
      // What was left empty is no wrong kind of value to people.
      values[fault.field] == null && /^is(String|NotEmpty|Defined)$/.test(fault.code ?? '')
        ? t('fault.required')
        : words(fault),
    ]) ?? [],
  );
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeOnClickOutside={false} size="lg">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <FaultSummary problem={problem} labels={labelsOf(list)} />
          <Fields
            specs={list}
            values={values}
            set={(name, value) => setValues((now) => ({ ...now, [name]: value }))}
            faults={faults}
          />
          {children?.(values)}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={isBusy}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
