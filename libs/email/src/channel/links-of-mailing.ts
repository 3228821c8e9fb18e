import { MailingUnsendable } from '@facteur/dispatch';
import { encodeParts, isPattern, trackedAddress } from '../compiler/links.js';
import type { checkTemplate } from '../compiler/message-template.js';
import {
  compileProgram,
  parseTemplate,
  type TemplateProgram,
  type Vocabulary,
} from '../compiler/template-program.js';

/** What a template may not say in such a mailing. @throws MailingUnsendable */
export function refuseUnfit(
  check: ReturnType<typeof checkTemplate>,
  informational: boolean,
  urls: { publicId: string }[],
): void {
  if (
    informational &&
    (check.links.has('optOut') || check.links.has('preferences') || check.trackingUrls.length)
  )
    throw new MailingUnsendable(
      'Informational mail carries no opt-out link and no tracking, but its template has them.',
    );
  if (check.links.has('optIn'))
    throw new MailingUnsendable(
      'Its template has a link to confirm by ({optInUrl}), which belongs to the confirmation of a lead form.',
    );
  const foreign = check.trackingUrls.find(({ id }) => !urls.some(({ publicId }) => publicId === id));
  if (foreign)
    throw new MailingUnsendable(
      `Its template uses {trackingUrl:${foreign.id}}, which belongs to another campaign, or to none that there is.`,
    );
}

/** How a tracking URL with placeholders in its address is filled in. @throws Error naming one that there is none of */
export function fillerOf(address: string | null, vocabulary: Vocabulary): TemplateProgram | undefined {
  if (!address || !isPattern(address)) return undefined;
  const parsed = parseTemplate(encodeParts(address), false, vocabulary);
  const [fault] = parsed.faults;
  if (fault) throw new Error(`the tracking URL ${address}: ${fault.name} ${fault.reason}`);
  return compileProgram(parsed, false);
}

export function trackable(
  urls: { publicId: string; url: string | null; action: string; archivedAt: Date | null }[],
): Map<string, string> {
  return new Map(
    urls.flatMap((url) =>
      url.url && url.action === 'Redirect' && !url.archivedAt
        ? [[trackedAddress(url.url) ?? url.url, url.publicId]]
        : [],
    ),
  );
}
