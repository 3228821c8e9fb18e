import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters } from '@facteur/platform';
import type { TemplateSource } from '../compiler/message-template.js';

export type SentTemplate = Required<TemplateSource>;

interface Row {
  subject: string;
  body: string;
  isHtml: number;
  textBody: string | null;
  language: string | null;
  preheader: string | null;
  inlineCss: number;
}

/** What mailings said, from when on: a template may change after letters were sent, and while they are. */
@Injectable()
export class SentTemplates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Keeps what is sent from now on, unless it is what was sent last. */
  async keep(mailingId: number, source: SentTemplate): Promise<void> {
    const { subject, body, isHtml, textBody, language, preheader, inlineCss } = source;
    const values = [subject, body, isHtml, textBody, language, preheader, inlineCss];
    const parts = JSON.stringify(values);
    const hash = createHash('sha256').update(parts).digest('hex').slice(0, 40);
    const [last] = await this.database.query<{ hash: string }>(
      `SELECT hash
       FROM {sent_template}
       WHERE mailing_id = ?
       ORDER BY created_at DESC, id DESC
       LIMIT 1`,
      [mailingId],
    );
    if (last?.hash === hash) return;
    await this.database.execute(
      `INSERT INTO {sent_template}
         (mailing_id, created_at, hash, subject, body, is_html, text_body, language, preheader, inline_css)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [mailingId, this.clock.now(), hash, ...values],
    );
  }

  /** What mailings said last, by their key. */
  async latestOf(mailingIds: number[]): Promise<Map<number, SentTemplate>> {
    if (mailingIds.length === 0) return new Map();
    const rows = await this.database.query<Row & { mailingId: number }>(
      `SELECT t.mailing_id AS "mailingId", t.subject, t.body, t.is_html AS "isHtml",
              t.text_body AS "textBody", t.language, t.preheader, t.inline_css AS "inlineCss"
       FROM {sent_template} t
       WHERE t.id IN (
         SELECT MAX(id)
         FROM {sent_template}
         WHERE mailing_id IN (${parameters(mailingIds.length)})
         GROUP BY mailing_id)`,
      mailingIds,
    );
    return new Map(rows.map(({ mailingId, ...row }) => [mailingId, templateOf(row)]));
  }

  /** What a mailing said at a moment; undefined where nothing was kept. */
  async at(mailingId: number, moment: Date): Promise<SentTemplate | undefined> {
    const [row] = await this.database.query<Row>(
      `SELECT subject, body, is_html AS "isHtml", text_body AS "textBody", language,
              preheader, inline_css AS "inlineCss"
       FROM {sent_template}
       WHERE mailing_id = ?
         AND created_at <= ?
       ORDER BY created_at DESC, id DESC
       LIMIT 1`,
      [mailingId, moment],
    );
    return row && templateOf(row);
  }
}

const templateOf = (row: Row): SentTemplate => ({
  ...row,
  isHtml: Number(row.isHtml) === 1,
  inlineCss: Number(row.inlineCss) === 1,
});
