import { ActionIcon, Code, CopyButton, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useRecord } from '../../api/record';
import type { FieldSpec } from '../../parts/fields';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { Question } from './question';

type Hooks = Schemas['WebhookSettingsView'];
const PATH = '/settings/delivery-webhooks';

function Address({ url }: { url: string | undefined }) {
  const { t } = useTranslation('admin');
  if (!url) return null;
  return (
    <Group gap="xs" wrap="nowrap" mb="sm">
      <Text fz="sm">{t('webhooks.url')}</Text>
      <Code style={{ overflowWrap: 'anywhere' }}>{url}</Code>
      <CopyButton value={url}>
        {({ copied, copy }) => (
          <ActionIcon onClick={copy} aria-label={t('copyLink', { ns: 'frame' })}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        )}
      </CopyButton>
    </Group>
  );
}

/** What providers tell by themselves: bounces and complaints, each proved in its provider's way. */
export function Webhooks() {
  const { t } = useTranslation('admin');
  const query = useRecord<Hooks>(PATH);
  const field = (name: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
    name,
    label: t(`hook.${name}`),
    ...more,
  });
  return (
    <>
      <PageHead title={t('webhooks.title')} about={t('webhooks.about')} />
      <Load query={query} height={400}>
        {(seen) => {
          const { value } = seen;
          const providers: Record<string, FieldSpec[]> = {
            amazonSes: [
              field('amazonSesEnabled', { kind: 'switch' }),
              field('amazonSesTopicArn', { placeholder: 'arn:aws:sns:eu-west-1:123456789012:bounces' }),
            ],
            mailgun: [
              field('mailgunEnabled', { kind: 'switch' }),
              field('mailgunSigningKey', { kind: 'secret', isSet: value.hasMailgunSigningKey }),
            ],
            postmark: [
              field('postmarkEnabled', { kind: 'switch' }),
              field('postmarkUsername'),
              field('postmarkPassword', { kind: 'secret', isSet: value.hasPostmarkPassword }),
            ],
            sendgrid: [
              field('sendgridEnabled', { kind: 'switch' }),
              field('sendgridPublicKey', { kind: 'area' }),
            ],
          };
          return (
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              {Object.entries(providers).map(([name, specs]) => (
                <Question key={name} title={t(`webhooks.${name}`)}>
                  <Stack gap={0}>
                    <Address url={value.urls[name]} />
                    <RecordForm<Hooks> path={PATH} seen={seen} specs={specs} />
                  </Stack>
                </Question>
              ))}
            </SimpleGrid>
          );
        }}
      </Load>
    </>
  );
}
