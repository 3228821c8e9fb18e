import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { queryString } from '../../api/collection';
import { useInstance } from '../../frame/instance';
import { nameOfDay, useFormats } from '../../i18n/format';
import { ChartFigure } from '../../parts/chart-figure';
import { Load } from '../../parts/load';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** When people are awake: a week by hours, as a real table. */
export function Hours({
  campaign,
  bots,
  massEmailId,
}: {
  campaign: Schemas['CampaignView'];
  bots: boolean;
  massEmailId: string | undefined;
}) {
  const { t, i18n } = useTranslation('results');
  const { timezone } = useInstance();
  const format = useFormats();
  const query = useQuery({
    queryKey: ['hours', campaign.id, bots, massEmailId],
    queryFn: () =>
      call<Schemas['HoursOfWeekView']>(
        `/campaigns/${campaign.id}/breakdown${queryString({ by: 'hourOfWeek', timezone, ...(massEmailId ? { massEmailId } : {}), ...(bots ? { includeBots: true } : {}) })}`,
      ),
  });
  const day = (index: number) => nameOfDay(index, i18n.language);
  return (
    <Load query={query}>
      {({ hours, best }) => {
        const of = (weekday: string, hour: number) =>
          hours.find((one) => one.weekday === weekday && one.hour === hour);
        const sum = (weekday: string, hour: number) =>
          (of(weekday, hour)?.openedCount ?? 0) + (of(weekday, hour)?.clickedCount ?? 0);
        const most = Math.max(1, ...hours.map(({ openedCount, clickedCount }) => openedCount + clickedCount));
        return (
          <ChartFigure
            title={t('question.hours')}
            sentence={
              best?.reliable
                ? t('question.hoursAnswer', { day: day(DAYS.indexOf(best.weekday)), hour: best.hour })
                : t('question.hoursFew')
            }
            table={{ head: [], rows: [] }}
          >
            <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('question.hours')}>
              <table
                style={{
                  borderCollapse: 'separate',
                  borderSpacing: 2,
                  fontSize: 11,
                  minWidth: 640,
                  width: '100%',
                }}
              >
                <thead>
                  <tr>
                    <th scope="col">
                      <span className="visually-hidden">{t('chart.day')}</span>
                    </th>
                    {HOURS.map((hour) => (
                      <th key={hour} scope="col" style={{ fontWeight: 400, color: 'var(--f-dimmed)' }}>
                        {hour}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {DAYS.map((weekday, index) => (
                    <tr key={weekday}>
                      <th scope="row" style={{ fontWeight: 400, textAlign: 'left' }}>
                        {day(index)}
                      </th>
                      {HOURS.map((hour) => {
                        const count = sum(weekday, hour);
                        const strength = Math.round((count / most) * 60);
                        return (
                          <td
                            key={hour}
                            style={{
                              ...{ textAlign: 'center', height: 22, borderRadius: 3 },
                              background: count
                                ? `color-mix(in srgb, var(--f-chart-opened) ${strength}%, var(--f-surface))`
                                : 'var(--f-hover)',
                            }}
                          >
                            {count > 0 && format.number(count)}
                          </td>
                        );
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </ChartFigure>
        );
      }}
    </Load>
  );
}
