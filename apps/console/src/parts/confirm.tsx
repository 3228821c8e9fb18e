import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from './problem-view';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  /** The act and its object: "Cancel the rest of Spring letter". */
  title: string;
  children: ReactNode;
  /** The verb and its number: "Cancel 2,211 messages". */
  button: string;
  isDanger?: boolean;
  /** What is to be typed before the button works. */
  type?: { label: string; isRight: (typed: string) => boolean };
  act: () => Promise<unknown>;
}

/**
 * Before something that reaches people, or cannot be taken back: says what will happen, and its button repeats it. The safe
 * button has the focus, so that Enter does nothing.
 */
export function Confirm({ isOpen, onClose, title, children, button, isDanger, type, act }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = () => {
    setTyped('');
    setError(undefined);
    onClose();
  };
  const go = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await act();
      close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={isOpen} onClose={close} title={title}>
      <Stack>
        <div>{children}</div>
        {type && (
          <TextInput
            label={type.label}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        {error !== undefined && <ProblemView error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('back')}
          </Button>
          <Button
            color={isDanger ? 'red' : undefined}
            onClick={() => void go()}
            loading={isBusy}
            disabled={type !== undefined && !type.isRight(typed)}
          >
            {button}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Digits, or groups of them as languages part thousands: "1 001", "1,001", "12,34,567", but not "10.01". */
const GROUPED = /^(\d+|\d{1,3}([\s.,'’\u00a0\u202f]\d{2,3})*[\s.,'’\u00a0\u202f]\d{3})$/;

/** Whether somebody typed this number, with whichever separators their language has. */
export const isNumberTyped = (typed: string, number: number): boolean =>
  GROUPED.test(typed.trim()) && typed.replace(/\D/g, '') === String(number);
