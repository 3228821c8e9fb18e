import { Injectable } from '@nestjs/common';
import { type FieldFault, parseDate } from '@facteur/platform';
import { faultsOfMarks, type MarkFields, marksOf } from '../import/subscription-status.js';
import type {
  ImportField,
  ImportRow,
  RecordImporter,
  WriteOptions,
  WrittenRow,
} from '../import/record-importer.js';
import { AddressFormats } from './address-format.js';
import { AddressRegistry } from './address-registry.js';

/** Name of this kind of import among the record types. */
export const ADDRESS_STATUS = 'AddressStatus';

const CHANNEL = 'email';
const MARKS: MarkFields = { optedOut: 'optedOut', invalid: 'invalid', status: 'status', date: 'date' };

/**
 * What another system knew of addresses: who opted out, and who cannot be reached. A bare list of addresses will do.
 * Says only yes: an address that is opted out here stays so, whatever a file says.
 */
@Injectable()
export class AddressImporter implements RecordImporter {
  readonly fields: readonly ImportField[] = [
    {
      name: 'emailAddress',
      label: 'E-mail',
      aliases: [
        'address',
        'email',
        'mail',
        'e-mail address',
        'email address',
        'subscriber',
        'adresse e-mail',
        'courriel',
      ],
      required: true,
    },
    {
      name: 'optedOut',
      label: 'Opted out',
      aliases: ['unsubscribed', 'opt out', 'opt-out', 'désabonné', 'abgemeldet'],
    },
    {
      name: 'invalid',
      label: 'Invalid',
      aliases: ['bounced', 'cleaned', 'hard bounce', 'blocklisted', 'ungültig'],
    },
    {
      name: 'status',
      label: 'Status',
      aliases: ['subscription status', 'subscriber status', 'email status', 'statut'],
      tellsSubscription: true,
    },
    {
      name: 'reason',
      label: 'Reason',
      aliases: ['unsub reason', 'unsubscribe reason', 'grund', 'raison', 'comment'],
    },
    {
      name: 'date',
      label: 'Date',
      aliases: ['since', 'unsub time', 'unsubscribed at', 'opted out at', 'clean time', 'datum', 'timestamp'],
    },
  ];

  constructor(
    private readonly formats: AddressFormats,
    private readonly registry: AddressRegistry,
  ) {}

  keyOf(values: Record<string, string>): string | undefined {
    const key = this.formats.normalise(CHANNEL, values['emailAddress'] ?? '')?.key;
    return key && `address:${key}`;
  }

  check(values: Record<string, string>): FieldFault[] {
    const faults: FieldFault[] = [];
    if (!values['emailAddress']) faults.push({ field: 'emailAddress', reason: 'is empty' });
    else if (!this.formats.normalise(CHANNEL, values['emailAddress']))
      faults.push({ field: 'emailAddress', reason: 'is not an address that mail can be sent to' });
    return [...faults, ...faultsOfMarks(values, MARKS)];
  }

  async verify(): Promise<Map<number, FieldFault>> {
    return new Map();
  }

  async write(
    rows: ImportRow[],
    { now, addressMark = 'Opted Out', provenance = { method: 'import' } }: WriteOptions,
  ): Promise<WrittenRow[]> {
    const marks = rows.map(({ values }) => {
      const said = marksOf(values, MARKS);
      return {
        ...this.formats.normalise(CHANNEL, values['emailAddress']!)!,
        optedOut: said ? said.optedOut : addressMark === 'Opted Out',
        invalid: said ? said.invalid : addressMark === 'Invalid',
        event: values['reason'] ? `imported: ${values['reason']}` : 'imported',
        at: (values['date'] && parseDate(values['date'])) || now,
      };
    });
    const known = await this.registry.markAll(
      CHANNEL,
      marks.filter(({ optedOut, invalid }) => optedOut || invalid),
      provenance,
    );
    return rows.map(({ line }, index) => {
      const { key, optedOut, invalid } = marks[index]!;
      const outcome = !optedOut && !invalid ? 'skipped' : known.has(key) ? 'updated' : 'created';
      return { line, targetId: key, outcome };
    });
  }
}
