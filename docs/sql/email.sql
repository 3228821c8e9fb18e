-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/email/src/channel/sent-message.repository.ts

-- SentMessageRepository.add
-- An item that has a copy keeps the one it has.
INSERT INTO sent_message (queue_item_id, part, content)
VALUES ${…}
${…}

-- SentMessageRepository.ofItems
-- @param items a SELECT of the ids of queue items.
SELECT queue_item_id, content
FROM sent_message
WHERE queue_item_id IN (${…})
ORDER BY queue_item_id, part

-- SentMessageRepository.removeOfItems
-- @param items a SELECT of the ids of queue items. @returns how many copies there were.
SELECT queue_item_id
FROM sent_message
WHERE queue_item_id IN (${…})
  AND part = 0

-- SentMessageRepository.removeOfItems
-- @param items a SELECT of the ids of queue items. @returns how many copies there were.
DELETE FROM sent_message
WHERE queue_item_id IN (${…})


-- ==== libs/email/src/channel/sent-template.repository.ts

-- SentTemplates.keep
-- Keeps what is sent from now on, unless it is what was sent last.
SELECT hash
FROM sent_template
WHERE mailing_id = ?
ORDER BY created_at DESC, id DESC
LIMIT 1

-- SentTemplates.keep
-- Keeps what is sent from now on, unless it is what was sent last.
INSERT INTO sent_template
  (mailing_id, created_at, hash, subject, body, is_html, text_body, language, preheader, inline_css)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- SentTemplates.latestOf
-- What mailings said last, by their key.
SELECT t.mailing_id AS "mailingId", t.subject, t.body, t.is_html AS "isHtml",
       t.text_body AS "textBody", t.language, t.preheader, t.inline_css AS "inlineCss"
FROM sent_template t
WHERE t.id IN (
  SELECT MAX(id)
  FROM sent_template
  WHERE mailing_id IN (${…})
  GROUP BY mailing_id)

-- SentTemplates.at
-- What a mailing said at a moment; undefined where nothing was kept.
SELECT subject, body, is_html AS "isHtml", text_body AS "textBody", language,
       preheader, inline_css AS "inlineCss"
FROM sent_template
WHERE mailing_id = ?
  AND created_at <= ?
ORDER BY created_at DESC, id DESC
LIMIT 1


-- ==== libs/email/src/draft/template-draft.repository.ts

-- TemplateDraftRepository.find
-- Locked until the transaction ends, where there is one.
SELECT modified_at, author, content
FROM template_draft
WHERE template_id = ? ${…}

-- TemplateDraftRepository.save
-- @param modifiedAt grows with each save, also where two come within one tick of the clock
INSERT INTO template_draft (template_id, modified_at, author, content)
VALUES (?, ?, ?, ?)
${…}

-- TemplateDraftRepository.remove
DELETE FROM template_draft
WHERE template_id = ?


-- ==== libs/email/src/mass-email/mass-email-sql.ts

-- MASS_EMAILS
FROM mailing g
JOIN mass_email e ON e.mailing_id = g.id
LEFT JOIN campaign c ON c.id = g.campaign_id
LEFT JOIN email_template t ON t.id = e.template_id
LEFT JOIN smtp_account a ON a.id = e.smtp_account_id
LEFT JOIN mailing_approval y ON y.mailing_id = g.id


-- ==== libs/email/src/mass-email/mass-email-uses.repository.ts

-- MassEmailUses.openWith
SELECT g.public_id AS id, g.name
FROM mass_email e
JOIN mailing g ON g.id = e.mailing_id
WHERE e.${…} = ?
  AND g.archived_at IS NULL
  AND g.status IN ('Draft', 'Pending', 'In Process', 'Paused')
ORDER BY g.id
LIMIT ${…}


-- ==== libs/email/src/mass-email/mass-email.repository.ts

-- MassEmailRepository.isReleased
-- Whether a mailing with this template is scheduled, or some of it may still go out.
SELECT 1
FROM mass_email e
JOIN mailing g ON g.id = e.mailing_id
WHERE e.template_id = ?
  AND g.status IN ('Pending', 'In Process', 'Paused')
LIMIT 1

-- MassEmailRepository.heldForAccount
-- Keys of the mailings that wait for the sake of an SMTP account; null: of the system's.
SELECT g.id
FROM mass_email e
JOIN mailing g ON g.id = e.mailing_id
WHERE g.hold_code = 'account'
  AND ${…}

-- MassEmailRepository.hasOpenItem
-- Whether some open item of the mailing has an address that a condition over `address_key` matches. Index: ix_queue_claim.
SELECT 1
FROM queue_item
WHERE mailing_id = ?
  AND status = 'Pending'
  AND is_test = 0
  AND ${…}
LIMIT 1


-- ==== libs/email/src/smtp-account/smtp-account-sql.ts

-- SMTP_ACCOUNTS
-- Secrets never leave; only whether they are there.
FROM smtp_account a


-- ==== libs/email/src/template/email-template-sql.ts

-- EMAIL_TEMPLATES
FROM email_template t


-- ==== libs/email/src/template/template-attachment.repository.ts

-- TemplateAttachmentRepository.namesOf
SELECT name
FROM template_attachment
WHERE template_id = ?

-- TemplateAttachmentRepository.sizesOf
-- Bytes of each. Call inside a transaction: the template is locked, so that two files at once are counted.
SELECT id
FROM email_template
WHERE id = ? ${…}

-- TemplateAttachmentRepository.sizesOf
-- Bytes of each. Call inside a transaction: the template is locked, so that two files at once are counted.
SELECT size
FROM template_attachment
WHERE template_id = ?

-- TemplateAttachmentRepository.viewsOf
-- What the API shows of those of many templates, by the templates' public ids; oldest first.
SELECT t.public_id AS template, a.public_id AS id, a.name, a.content_type, a.size
FROM template_attachment a
JOIN email_template t ON t.id = a.template_id
WHERE t.public_id IN (${…})
ORDER BY a.id

-- TemplateAttachmentRepository.removeOfTemplate
DELETE FROM template_attachment
WHERE template_id = ?


-- ==== libs/email/src/template/template-picture-uses.repository.ts

-- TemplatePictureUses.showing
SELECT public_id AS id, name
FROM email_template t
WHERE body LIKE ? ESCAPE '!'
   OR EXISTS (SELECT 1 FROM template_attachment a WHERE a.template_id = t.id AND a.hash = ?)
ORDER BY id
LIMIT ${…}
