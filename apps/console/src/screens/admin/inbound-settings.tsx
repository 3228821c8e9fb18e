import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useRecord } from '../../api/record';
import { Load } from '../../parts/load';
import { RecordForm } from '../../parts/record-form';
import { Question } from './question';

type Inbound = Schemas['InboundSettingsView'];
const PATH = '/settings/inbound-mail';

/** How long mail is kept, how reports are matched, and how a wish to be removed is known. */
export function InboundSettings() {
  const { t } = useTranslation('admin');
  const query = useRecord<Inbound>(PATH);
  return (
    <Load query={query}>
      {(seen) => (
        <div style={{ marginTop: 24 }}>
          <Question title={t('inbound.title')} about={t('inbound.about')}>
            <RecordForm<Inbound>
              path={PATH}
              seen={seen}
              specs={[
                {
                  name: 'keepDays',
                  kind: 'number',
                  label: t('inbound.keepDays'),
                  hint: t('inbound.keepDays.hint'),
                },
                {
                  name: 'matchByAddressDays',
                  kind: 'number',
                  label: t('inbound.matchByAddressDays'),
                  hint: t('inbound.matchByAddressDays.hint'),
                },
                {
                  name: 'removalPhrases',
                  kind: 'tags',
                  label: t('inbound.removalPhrases'),
                  hint: t('inbound.removalPhrases.hint'),
                },
              ]}
            />
          </Question>
        </div>
      )}
    </Load>
  );
}
