import { type OptInMessenger, OptInMessengerPlugin } from '@facteur/campaigns';
import { InvalidInput } from '@facteur/platform';
import { Brands, type Wording, Words } from '@facteur/pages';
import { linkWords } from '../compiler/link-words.js';
import { checkTemplate, compileMessage } from '../compiler/message-template.js';
import { NO_MAILING, SystemMail } from '../mime/system-mail.js';
import { MassEmailRepository } from '../mass-email/mass-email.repository.js';
import { SmtpAccountService } from '../smtp-account/smtp-account.service.js';
import { type BrandScope, brandScope } from '../template/brand-scope.js';
import { EmailTemplateService } from '../template/email-template.service.js';

const NOT_HERE = ['optOut', 'preferences', 'viewOnline'] as const;

type Message = Parameters<OptInMessenger['send']>[0];

/** What is written where nobody made a template. */
function plain({ say }: Wording, { purpose, optInUrl }: Message, brand: BrandScope) {
  const letter = { isHtml: false, textBody: null };
  const signature = [brand.name, brand.supportAddress].filter(Boolean).join('\n');
  if (purpose === 'moved')
    return {
      ...letter,
      subject: say('preferences.address.moved.subject'),
      body: `${say('preferences.address.moved', { address: optInUrl })}\n\n${signature}\n`,
    };
  const [subject, body] =
    purpose === 'address'
      ? [say('preferences.address.subject'), say('preferences.address.mail')]
      : [say('confirmation.subject'), say('confirmation.body')];
  return {
    subject,
    body: `${body}\n\n{optInUrl}\n\n${say('confirmation.otherwise')}\n\n${signature}\n`,
    ...letter,
  };
}

/** The confirmation of a double opt-in, by e-mail through the system account. */
@OptInMessengerPlugin()
export class OptInMail implements OptInMessenger {
  readonly channel = 'email';

  constructor(
    private readonly mail: SystemMail,
    private readonly templates: EmailTemplateService,
    private readonly words: Words,
    private readonly brands: Brands,
    private readonly massEmails: MassEmailRepository,
    private readonly smtpAccounts: SmtpAccountService,
  ) {}

  async checkTemplate(templateId: string): Promise<void> {
    const template = await this.templates.store.referredOne('templateId', templateId);
    const check = checkTemplate(template!, this.templates.vocabulary());
    if (NOT_HERE.some((link) => check.links.has(link)) || check.trackingUrls.length)
      throw InvalidInput.of(
        'templateId',
        'a confirmation has no link to opt out, to choose or to view it online, and no tracking; this template has one of them',
      );
  }

  async send(message: Message): Promise<void> {
    const { address, purpose, templateId, optInUrl, values, language } = message;
    const { own, smtpAccount } = await this.senderOf(message.mailingId);
    const account = await this.mail.sender(own, smtpAccount);
    const template = templateId === null ? null : await this.templates.store.find(templateId);
    const wording = await this.words.in([template?.language, language]);
    const domain = new URL(`mail://${account.fromAddress.split('@')[1]}`).hostname;
    const brand = brandScope(await this.brands.of(domain));
    const program = compileMessage(template ?? plain(wording, message, brand), {
      vocabulary: this.templates.vocabulary(),
      appendOptOut: false,
      appendOptIn: purpose !== 'moved',
      openTracking: false,
      trackedLinks: new Map(),
    });
    const scopes = {
      brand,
      person: values,
      lead: values,
      contact: values,
      account: { name: values['accountName'] ?? null },
    };
    const links = { optOutUrl: '', optInUrl, clickUrl: () => optInUrl };
    const rendered = program.render({ scopes, words: linkWords(wording), ...links });
    await this.mail.send(account, {
      ...{ address, subject: rendered.subject, text: rendered.text, html: rendered.html },
      kind: 'opt-in',
    });
  }

  /** Whom it comes from: a mailing says so itself, or nobody does but the settings. */
  private async senderOf(mailingId: number | undefined) {
    if (mailingId === undefined) return { own: NO_MAILING, smtpAccount: null };
    const own = await this.massEmails.ofMailing(mailingId);
    const id = own.smtpAccountId;
    return { own, smtpAccount: id === null ? null : await this.smtpAccounts.store.byKey(id) };
  }
}
