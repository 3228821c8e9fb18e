/** The addresses of one kind of record on a channel, as RecordSource wants them. Index: ix_crm_address_target. */
export const addressesSql = (targetType: string, channel: string) => `
  SELECT target_id, address, address_key, is_primary
  FROM {crm_address}
  WHERE target_type = '${targetType}'
    AND channel = '${channel}'`;
