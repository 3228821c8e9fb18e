import {
  Alert,
  Button,
  Image,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Tabs,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, apiRoot, type Schemas, the } from '../../api/client';
import { type ApiProblem, isProblem } from '../../api/problem';
import { useRows } from '../../api/collection';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { FaultSummary } from '../../parts/fault-summary';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { OnePicker } from '../../parts/record-picker';

type Body = Schemas['BeginDto'];

/** A letter begins: from a starter, an earlier letter, a template, or by what is pasted. */
export function Begin() {
  const { t, i18n } = useTranslation('letters');
  const format = useFormats();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { campaign?: string };
  const [name, setName] = useState('');
  const [campaignId, setCampaign] = useState<string | null>(search.campaign ?? null);
  const [format_, setFormat] = useState<'html' | 'mjml' | 'text'>('html');
  const [content, setContent] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState<string>();
  const starters = useQuery({
    queryKey: ['starters'],
    queryFn: async () => (await the(api.GET('/api/v1/starters'))).data,
  });
  const letters = useRows<Schemas['MassEmailView']>('/mass-emails', {
    limit: 10,
    sortBy: ['modifiedAt:DESC'],
  });
  const templates = useRows<Schemas['EmailTemplateView']>('/email-templates', {
    limit: 50,
    'filter.oneOff': 'false',
    sortBy: ['modifiedAt:DESC'],
  });

  const begin = async (key: string, how: Body) => {
    setBusy(key);
    setProblem(undefined);
    try {
      const made = await the(
        api.POST('/api/v1/mass-emails/begin', {
          body: {
            ...how,
            language: i18n.language,
            ...(name.trim() ? { name: name.trim() } : {}),
            ...(campaignId ? { campaignId } : {}),
          },
        }),
      );
      await navigate({ to: `/mass-emails/${made.id}/content` });
    } catch (error) {
      if (!isProblem(error)) throw error;
      setProblem(error);
    } finally {
      setBusy(undefined);
    }
  };
  const words = (names: Record<string, string>) => names[i18n.language] ?? names['en'] ?? '';
  return (
    <>
      <PageHead
        title={t('begin.title')}
        about={t('begin.about')}
        up={{ to: '/mass-emails', name: t('massEmails.title') }}
      />
      <FaultSummary
        problem={problem}
        labels={{ name: t('begin.name'), content: t('begin.content'), campaignId: t('options.campaign') }}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} maw={800} mb="md">
        <TextInput
          name="name"
          label={t('begin.name')}
          description={t('begin.nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <OnePicker
          path="/campaigns"
          name="campaignId"
          label={t('options.campaign')}
          description={t('begin.campaignHint')}
          value={campaignId}
          onChange={setCampaign}
        />
      </SimpleGrid>
      <Tabs defaultValue="starters" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="starters">{t('begin.starters')}</Tabs.Tab>
          <Tabs.Tab value="letters">{t('begin.letters')}</Tabs.Tab>
          <Tabs.Tab value="templates">{t('begin.templates')}</Tabs.Tab>
          <Tabs.Tab value="paste">{t('begin.paste')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="starters">
          <Load query={starters} height={280}>
            {(data) => (
              <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
                {data.map(({ id, names, abouts }) => (
                  <Paper key={id} withBorder p="md">
                    <Stack gap="xs" h="100%">
                      <Image
                        src={`${apiRoot}/api/v1/starters/${id}/picture`}
                        alt=""
                        h={160}
                        fit="cover"
                        radius="sm"
                        style={{ objectPosition: 'top', border: '1px solid var(--f-line)' }}
                      />
                      <Title order={2}>{words(names)}</Title>
                      <Text c="dimmed" flex={1}>
                        {words(abouts)}
                      </Text>
                      <Button
                        loading={busy === id}
                        onClick={() => void begin(id, { starter: id })}
                        aria-label={t('begin.use', { name: words(names) })}
                      >
                        {t('begin.useShort')}
                      </Button>
                    </Stack>
                  </Paper>
                ))}
              </SimpleGrid>
            )}
          </Load>
        </Tabs.Panel>
        <Tabs.Panel value="letters">
          <Load query={letters}>
            {({ data }) =>
              data.length === 0 ? (
                <EmptyState>{t('begin.noLetters')}</EmptyState>
              ) : (
                <Stack gap="xs">
                  {data.map((letter) => (
                    <Paper
                      key={letter.id}
                      withBorder
                      p="sm"
                      style={{ display: 'flex', gap: 16, alignItems: 'center' }}
                    >
                      <Text flex={1} fw={550}>
                        {letter.name}
                      </Text>
                      <Text c="dimmed" fz="xs">
                        {format.moment(letter.modifiedAt)}
                      </Text>
                      <Button
                        variant="default"
                        loading={busy === letter.id}
                        onClick={() => void begin(letter.id, { massEmailId: letter.id })}
                        aria-label={t('begin.use', { name: letter.name })}
                      >
                        {t('begin.copy')}
                      </Button>
                    </Paper>
                  ))}
                </Stack>
              )
            }
          </Load>
        </Tabs.Panel>
        <Tabs.Panel value="templates">
          <Load query={templates}>
            {({ data }) =>
              data.length === 0 ? (
                <EmptyState>{t('templates.empty')}</EmptyState>
              ) : (
                <Stack gap="xs">
                  {data.map((template) => (
                    <Paper
                      key={template.id}
                      withBorder
                      p="sm"
                      style={{ display: 'flex', gap: 16, alignItems: 'center' }}
                    >
                      <div style={{ flex: 1 }}>
                        <Text fw={550}>{template.name}</Text>
                        <Text c="dimmed" fz="xs">
                          {template.subject}
                        </Text>
                      </div>
                      <Button
                        variant="default"
                        loading={busy === template.id}
                        onClick={() => void begin(template.id, { templateId: template.id })}
                        aria-label={t('begin.use', { name: template.name })}
                      >
                        {t('begin.useShort')}
                      </Button>
                    </Paper>
                  ))}
                </Stack>
              )
            }
          </Load>
        </Tabs.Panel>
        <Tabs.Panel value="paste">
          <Stack maw={800}>
            <Alert color="gray">{t('begin.pasteHint')}</Alert>
            <SegmentedControl
              aria-label={t('begin.format')}
              value={format_}
              onChange={(next) => setFormat(next as typeof format_)}
              data={[
                { value: 'html', label: 'HTML' },
                { value: 'mjml', label: 'MJML' },
                { value: 'text', label: t('begin.text') },
              ]}
            />
            <Textarea
              name="content"
              label={t('begin.content')}
              autosize
              minRows={8}
              maxRows={20}
              styles={{ input: { fontFamily: 'monospace' } }}
              value={content}
              onChange={(event) => setContent(event.currentTarget.value)}
            />
            <Button
              loading={busy === 'paste'}
              onClick={() => void begin('paste', { format: format_, ...(content.trim() ? { content } : {}) })}
              style={{ alignSelf: 'flex-start' }}
            >
              {t(content.trim() ? 'begin.fromPasted' : 'begin.blank')}
            </Button>
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
