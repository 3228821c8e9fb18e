import '@mantine/dropzone/styles.css';
import {
  Alert,
  Button,
  Group,
  NativeSelect,
  Paper,
  Stack,
  Switch,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, the } from '../../api/client';
import { type ApiProblem, isProblem } from '../../api/problem';
import { useFormats } from '../../i18n/format';
import { FaultSummary } from '../../parts/fault-summary';
import { PageHead } from '../../parts/page-head';
import { OnePicker } from '../../parts/record-picker';
import { ImportResult } from './import-result';
import { ScrollX } from '../../parts/scroll-x';

type Preview = Schemas['ImportPreviewView'];
type Details = Schemas['ImportDetailsView'];

/** A bare list of addresses that must not be written to. */
const ADDRESSES = 'AddressStatus';

/** A file of people: what its columns are, what would come of it, then the import itself. Opt-outs are never touched. */
export function ImportNew() {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { mark?: string; list?: string };
  const types = useQuery({
    queryKey: ['record-types'],
    queryFn: async () => (await the(api.GET('/api/v1/record-types'))).data,
  });
  const importable = types.data?.filter(({ isImportable }) => isImportable).map(({ type }) => type) ?? [
    'Contact',
  ];
  const [targetType, setType] = useState(search.mark ? ADDRESSES : 'Contact');
  const [file, setFile] = useState<File>();
  const [preview, setPreview] = useState<Preview>();
  const [mapping, setMapping] = useState<Record<string, string | null>>({});
  const [duplicates, setDuplicates] = useState('Update');
  const [skipBadRows, setSkip] = useState(false);
  const [listKind, setListKind] = useState<'none' | 'new' | 'old'>(search.list ? 'old' : 'new');
  const [listName, setListName] = useState('');
  const [listId, setListId] = useState<string | null>(search.list ?? null);
  const [source, setSource] = useState('');
  const [mark, setMark] = useState('Opted Out');
  const [checked, setChecked] = useState<Details>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState<string>();

  const guard = async (key: string, work: () => Promise<void>) => {
    setBusy(key);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
    } finally {
      setBusy(undefined);
    }
  };
  const read = (chosen: File, type = targetType) =>
    guard('read', async () => {
      setFile(chosen);
      setChecked(undefined);
      const form = new FormData();
      form.append('file', chosen, chosen.name);
      const seen = await call<Preview>(`/imports/${type}/preview`, { method: 'POST', body: form });
      setPreview(seen);
      setMapping(Object.fromEntries(seen.columns.map(({ index, field }) => [String(index), field])));
      setListName((now) => now || chosen.name.replace(/\.[^.]+$/, ''));
    });
  const send = async (dryRun: boolean): Promise<Details> => {
    const form = new FormData();
    form.append('file', file!, file!.name);
    form.append('mapping', JSON.stringify(mapping));
    form.append('encoding', preview!.encoding);
    form.append('delimiter', preview!.delimiter);
    form.append('hasHeader', String(preview!.hasHeader));
    form.append('duplicates', duplicates);
    form.append('skipBadRows', String(skipBadRows || dryRun));
    form.append('dryRun', String(dryRun));
    if (targetType === ADDRESSES) form.append('addressMark', mark);
    else {
      if (listKind === 'old' && listId) form.append('targetListId', listId);
      if (listKind === 'new' && listName.trim() && !dryRun) form.append('targetListName', listName.trim());
      if (listKind !== 'none' && source.trim()) form.append('consentSource', source.trim());
    }
    return call<Details>(`/imports/${targetType}`, { method: 'POST', body: form });
  };
  const check = () =>
    guard('check', async () => {
      let run = await send(true);
      while (run.status === 'Running') {
        await new Promise((resolve) => setTimeout(resolve, 500));
        run = await call<Details>(`/imports/${run.id}`);
      }
      setChecked(run);
    });
  const go = () =>
    guard('go', async () => {
      const run = await send(false);
      await navigate({ to: `/imports/${run.id}` });
    });
  const fields = [
    { value: '', label: t('import.leaveOut') },
    ...(preview?.fields ?? []).map(({ name, label }) => ({ value: name, label: t(`field.${name}`, label) })),
  ];
  const good = checked ? checked.wouldCreate + checked.wouldUpdate : 0;
  return (
    <>
      <PageHead
        title={t('imports.new')}
        about={t('import.optOutsStay')}
        up={{ to: '/imports', name: t('imports.title') }}
      />
      <FaultSummary
        problem={problem}
        labels={{
          file: t('imports.file'),
          targetListName: t('import.listName'),
          targetListId: t('import.list'),
        }}
      />
      <Stack maw={960}>
        <Paper withBorder p="md">
          <Title order={2} mb="sm">
            {t('import.step1')}
          </Title>
          <NativeSelect
            mb="sm"
            w={320}
            maw="100%"
            label={t('import.what')}
            value={targetType}
            data={[
              ...importable
                .filter((type) => type !== ADDRESSES)
                .map((value) => ({
                  value,
                  label: t(`types.${value}`, { ns: 'frame', defaultValue: value }),
                })),
              { value: ADDRESSES, label: t('import.addresses') },
            ]}
            onChange={(event) => {
              const next = event.currentTarget.value;
              setType(next);
              if (file) void read(file, next);
            }}
          />
          <Dropzone
            onDrop={([chosen]) => chosen && void read(chosen)}
            multiple={false}
            loading={busy === 'read'}
            aria-label={t('import.drop')}
            inputProps={{ 'aria-label': t('import.drop') }}
          >
            <Text ta="center" py="md" style={{ pointerEvents: 'none' }}>
              {file ? `${file.name} · ${format.bytes(file.size)}` : t('import.drop')}
            </Text>
          </Dropzone>
        </Paper>
        {preview && (
          <Paper withBorder p="md">
            <Title order={2} mb="xs">
              {t('import.step2')}
            </Title>
            <Text c="dimmed" mb="sm">
              {t('import.readAs', {
                encoding: preview.encoding,
                delimiter: preview.delimiter === '\t' ? '⇥' : preview.delimiter,
              })}
            </Text>
            <div style={{ overflowX: 'auto' }}>
              <ScrollX label={t('import.step2')}>
                <Table aria-label={t('import.step2')}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('import.column')}</Table.Th>
                      <Table.Th>{t('import.field')}</Table.Th>
                      <Table.Th>{t('import.examples')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {preview.columns.map(({ index, header }) => {
                      const name = header ?? t('import.columnNumber', { number: index + 1 });
                      return (
                        <Table.Tr key={index}>
                          <Table.Td>{name}</Table.Td>
                          <Table.Td>
                            <NativeSelect
                              size="xs"
                              aria-label={t('import.fieldOf', { name })}
                              value={mapping[String(index)] ?? ''}
                              data={fields}
                              onChange={(event) => {
                                const value = event.currentTarget.value || null;
                                setMapping((now) => ({ ...now, [String(index)]: value }));
                                setChecked(undefined);
                              }}
                            />
                          </Table.Td>
                          <Table.Td>
                            <Text fz="xs" c="dimmed" truncate maw={320}>
                              {preview.rows
                                .map((row) => row[index])
                                .filter(Boolean)
                                .slice(0, 3)
                                .join(', ')}
                            </Text>
                          </Table.Td>
                        </Table.Tr>
                      );
                    })}
                  </Table.Tbody>
                </Table>
              </ScrollX>
            </div>
            <Group mt="md" align="flex-end">
              {targetType === ADDRESSES ? (
                <NativeSelect
                  label={t('import.mark')}
                  value={mark}
                  onChange={(event) => setMark(event.currentTarget.value)}
                  data={[
                    { value: 'Opted Out', label: t('suppressed.optedOut') },
                    { value: 'Invalid', label: t('suppressed.invalid') },
                  ]}
                />
              ) : (
                <>
                  <NativeSelect
                    label={t('import.duplicates')}
                    value={duplicates}
                    onChange={(event) => setDuplicates(event.currentTarget.value)}
                    data={['Update', 'Skip', 'Create'].map((value) => ({
                      value,
                      label: t(`import.duplicates.${value}`),
                    }))}
                  />
                  <NativeSelect
                    label={t('import.toList')}
                    value={listKind}
                    onChange={(event) => setListKind(event.currentTarget.value as typeof listKind)}
                    data={(['new', 'old', 'none'] as const).map((value) => ({
                      value,
                      label: t(`import.toList.${value}`),
                    }))}
                  />
                  {listKind === 'new' && (
                    <TextInput
                      name="targetListName"
                      label={t('import.listName')}
                      value={listName}
                      onChange={(event) => setListName(event.currentTarget.value)}
                    />
                  )}
                  {listKind === 'old' && (
                    <OnePicker
                      path="/target-lists"
                      name="targetListId"
                      label={t('import.list')}
                      value={listId}
                      onChange={setListId}
                    />
                  )}
                  {listKind !== 'none' && (
                    <TextInput
                      w={320}
                      name="consentSource"
                      label={t('import.source')}
                      description={t('import.sourceHint')}
                      value={source}
                      onChange={(event) => setSource(event.currentTarget.value)}
                    />
                  )}
                </>
              )}
            </Group>
            <Button
              mt="md"
              variant={checked ? 'default' : 'filled'}
              onClick={() => void check()}
              loading={busy === 'check'}
            >
              {t('import.check')}
            </Button>
          </Paper>
        )}
        {checked && (
          <Paper withBorder p="md">
            <Title order={2} mb="xs">
              {t('import.step3')}
            </Title>
            <ImportResult run={checked} isDry />
            {checked.errorCount > 0 && (
              <Switch
                mt="sm"
                label={t('import.skipBad', {
                  count: checked.errorCount,
                  number: format.number(checked.errorCount),
                })}
                checked={skipBadRows}
                onChange={(event) => setSkip(event.currentTarget.checked)}
              />
            )}
            {good === 0 ? (
              <Alert color="yellow" mt="sm">
                {t('import.nothing')}
              </Alert>
            ) : (
              <Button
                mt="md"
                onClick={() => void go()}
                loading={busy === 'go'}
                disabled={checked.errorCount > 0 && !skipBadRows}
              >
                {t('import.go', { count: good, number: format.number(good) })}
              </Button>
            )}
          </Paper>
        )}
      </Stack>
    </>
  );
}
