import { convertHtml } from './html-text.js';
import { LIMITS } from './limits.js';
import {
  decodeHeader,
  decodeText,
  decodeTransfer,
  type Headers,
  parseMime,
  type Part,
  splitHeaders,
} from './mime-tree.js';

/** A returned message taken apart: what the server says, and what it returns of ours. */
export interface Contents {
  headers: Headers;
  from: string;
  subject: string;
  type: string;
  reportType: string;
  /** What the server tells people; never a word of the message it returns. */
  human: string;
  deliveryStatus: string[];
  feedback: string[];
  disposition: string[];
  /** Somebody's calendar answers an invitation. */
  calendar: boolean;
  /** Headers of the returned message, when it is there. */
  returned: Headers | undefined;
}

/** Lines after which a plain-text bounce shows the message it could not deliver. */
const COPY_BEGINS =
  /^\s*(-+ ?(this is a copy of|original message|the header of the original|below this line is (a copy|the original)|undelivered message|message (header|text|follows)|unsent message|returned message|begin message|header of original|start of returned|transcript of message|forwarded message|included is a copy)|-+ ?(オリジナル)|original message (follows|headers)|the following is a copy of|a copy of (the|your) (original )?message|--- ?(undelivered|returned|original) message|message headers? follow|original message header|copy of (the )?original message|received: from .+|return-path: <.*>$|-{5,} original message)/i;

/** The first letters of those, since most lines begin otherwise. */
const MAY_BEGIN = /^\s{0,80}[-oratmc]/i;

export function contentsOf(raw: Uint8Array): Contents {
  const root = parseMime(raw);
  const contents: Contents = {
    headers: root.headers,
    from: decodeHeader(root.headers.get('from')?.[0]?.slice(0, LIMITS.line)),
    subject: decodeHeader(root.headers.get('subject')?.[0]?.slice(0, LIMITS.line)),
    type: root.type,
    reportType: (root.parameters.get('report-type') ?? '').toLowerCase(),
    human: '',
    deliveryStatus: [],
    feedback: [],
    disposition: [],
    calendar: false,
    returned: undefined,
  };
  const html: string[] = [];
  collect(root, contents, html, root);
  if (!contents.human.trim()) contents.human = html.map(convertHtml).join('\n');
  cutCopy(contents);
  return contents;
}

function collect(part: Part, contents: Contents, html: string[], root: Part): void {
  switch (part.type) {
    case 'message/delivery-status':
    case 'message/global-delivery-status':
      // Diagnostics are in any charset, and mostly without a word about which (RFC 6533 says UTF-8).
      contents.deliveryStatus.push(decodeText(part));
      return;
    case 'message/feedback-report':
      contents.feedback.push(decodeTransfer(part));
      return;
    case 'message/disposition-notification':
      contents.disposition.push(decodeTransfer(part));
      return;
    case 'text/rfc822-headers':
    case 'message/rfc822-headers':
      contents.returned ??= splitHeaders(`${decodeTransfer(part).trimStart()}\n\n`).headers;
      return;
    case 'message/rfc822':
    case 'message/global':
      contents.returned ??= part.children[0]?.headers;
      return;
    case 'text/calendar':
      if (/reply|counter/i.test(part.parameters.get('method') ?? 'reply')) contents.calendar = true;
      return;
    case 'text/html':
      html.push(decodeText(part));
      return;
  }
  if (part.children.length) for (const child of part.children) collect(child, contents, html, root);
  else if (part.type.startsWith('text/') || part === root) {
    if (contents.human.length < LIMITS.text) contents.human += `${decodeText(part)}\n`;
  }
}

/** Takes the returned message off the end of the text, and its headers with it. */
function cutCopy(contents: Contents): void {
  const lines = contents.human.split('\n');
  const at = lines.findIndex(
    (line, index) => index > 0 && MAY_BEGIN.test(line) && COPY_BEGINS.test(line.slice(0, LIMITS.line)),
  );
  if (at < 0) return;
  const rest = lines.slice(at);
  const first = rest.findIndex((line) =>
    /^(received|return-path|from|to|subject|message-id|date|mime-version|x-[\w-]+|dkim-signature|content-type)\s*:/i.test(
      line.trim(),
    ),
  );
  if (first >= 0) {
    const copy = rest
      .slice(first)
      .map((line) => line.replace(/^[> ]{0,2}(?=\S+:)/, ''))
      .join('\n');
    contents.returned ??= splitHeaders(`${copy}\n\n`).headers;
  }
  contents.human = lines.slice(0, at).join('\n');
}
