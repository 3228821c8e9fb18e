/**
 * Which lib a table belongs to. Its owner alone writes it; libs above may read it, those below and beside may not:
 * test/architecture reads every statement.
 */
export const TABLE_OWNERS: Record<string, string> = {
  setting: 'platform',
  rate_limit: 'platform',
  audit_record: 'platform',

  target_list: 'audience',
  target_list_member: 'audience',
  address_status: 'audience',
  consent_words: 'audience',
  consent_origin: 'audience',
  consent_record: 'audience',
  segment: 'audience',
  segment_list: 'audience',
  segment_member: 'audience',
  segment_match: 'audience',
  segment_run: 'audience',
  segment_change: 'audience',
  import_run: 'audience',
  import_error: 'audience',
  import_key: 'audience',
  import_trace: 'audience',
  import_mapping: 'audience',

  crm_account: 'crm',
  crm_contact: 'crm',
  crm_lead: 'crm',
  crm_user: 'crm',
  crm_address: 'crm',

  campaign: 'campaigns',
  campaign_list: 'campaigns',
  campaign_log_record: 'campaigns',
  campaign_log_archive: 'campaigns',
  campaign_counter: 'campaigns',
  campaign_breakdown: 'campaigns',
  tracking_url: 'campaigns',
  lead_form: 'campaigns',
  opt_out_reason: 'campaigns',

  mailing: 'dispatch',
  mailing_approval: 'dispatch',
  mailing_list: 'dispatch',
  mailing_notice: 'dispatch',
  mailing_left_out: 'dispatch',
  mailing_left_out_person: 'dispatch',
  barred_address: 'dispatch',
  queue_item: 'dispatch',
  queue_item_archive: 'dispatch',
  provider_reference: 'dispatch',
  dispatch_gate: 'dispatch',
  pace_rule: 'dispatch',
  pace_count: 'dispatch',
  sender: 'dispatch',
  delivery_report: 'dispatch',

  media_file: 'media',
  media_content: 'media',

  brand: 'pages',

  email_template: 'email',
  template_attachment: 'email',
  template_draft: 'email',
  smtp_account: 'email',
  mass_email: 'email',
  sent_message: 'email',
  sent_template: 'email',

  lead_submission: 'tracking',
  hit_spool: 'tracking',

  group_mailbox: 'mailboxes',
  group_mailbox_folder: 'mailboxes',
  inbound_message: 'mailboxes',

  scheduled_job: 'scheduling',
  scheduled_job_run: 'scheduling',

  sign_in: 'admin',
  sign_in_token: 'admin',
  role: 'admin',
  team: 'admin',
  session: 'admin',
  api_key: 'admin',
};
