import { Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas, type Tagged } from '../../../api/client';
import { queryString, useRows } from '../../../api/collection';
import { Load } from '../../../parts/load';
import { PersonChoice } from '../content/person-choice';
import { LetterFrame } from '../content/letter-frame';
import { letterPath, type MassEmail } from '../letter-data';

type Shown = Schemas['MessagePreviewView'];

/** The letter as one of those gets it who are about to. */
export function Arrives({
  seen,
  templateId,
  version = '',
}: {
  seen: Tagged<MassEmail>;
  templateId: string;
  /** Of its text, where that may still change. */
  version?: string;
}) {
  const { t } = useTranslation('letters');
  const letter = seen.value;
  const [chosen, setChosen] = useState<{ targetType: string; targetId: string }>();
  const first = useRows<Schemas['TargetListMemberView']>(
    `/target-lists/${letter.targetListIds[0]}/members`,
    { limit: 1, 'filter.optedOut': 'false' },
    { isOn: letter.targetListIds.length > 0 },
  ).data?.data[0];
  const person = chosen ?? (first && { targetType: first.targetType, targetId: first.targetId });
  const query = useQuery({
    queryKey: ['arrives', letter.id, seen.tag, templateId, version, person?.targetId],
    retry: false,
    queryFn: () => call<Shown>(`${letterPath(letter.id)}/preview${queryString({ ...person })}`),
  });
  return (
    <>
      <Group justify="flex-end" mb="xs">
        <PersonChoice letter={letter} person={person} onChange={setChosen} />
      </Group>
      <Load query={query} height={360}>
        {(shown) => (
          <>
            <Title order={2} mb="xs" data-preview="subject">
              {shown.subject}
            </Title>
            {shown.html ? (
              <LetterFrame html={shown.html} title={t('preview.title')} />
            ) : (
              <Text component="pre" m={0} style={{ whiteSpace: 'pre-wrap' }}>
                {shown.text}
              </Text>
            )}
          </>
        )}
      </Load>
    </>
  );
}
