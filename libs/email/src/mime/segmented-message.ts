import { randomBytes } from 'node:crypto';
import { knownWhole, refuseBareLineEnds } from './line-ends.js';
import { bodyOf, headOf, type InlinePart, type MimeAttachment } from './mime-message.js';
import { partWriter, type SegmentedText } from './segmented-part.js';

export interface SegmentedLetter {
  text: SegmentedText;
  html: SegmentedText | undefined;
  inline: InlinePart[];
  attachments: MimeAttachment[];
}

/**
 * @returns one message (as buildMime makes it), of which every line ends in CR LF; or undefined where these values need
 *   the general way. @throws Error where a header has another line end
 */
export type MessageMaker = (
  headers: string[],
  text: readonly string[],
  html: readonly string[],
) => Buffer | undefined;

/**
 * Makes the messages of a mailing out of what is the same in all of them, encoded once, and the values of each.
 * Boundaries are drawn by lot once for a mailing, so no value can have them.
 */
export function messageMaker({ text, html, inline, attachments }: SegmentedLetter): MessageMaker | undefined {
  const textWriter = partWriter(text);
  const htmlWriter = html && partWriter(html);
  if (!textWriter || (html && !htmlWriter)) return undefined;
  const [textMark, htmlMark] = [0, 1].map(() => `mark:${randomBytes(12).toString('hex')}`) as [
    string,
    string,
  ];
  const skeleton = bodyOf({
    text: { encoding: textWriter.encoding, content: textMark },
    html: htmlWriter && { encoding: htmlWriter.encoding, content: htmlMark },
    inline,
    attachments,
  });
  refuseBareLineEnds(Buffer.from(skeleton, 'latin1'));
  const [first = '', rest = ''] = skeleton.split(textMark);
  const [middle = '', last = ''] = rest.split(htmlMark);
  return (headers, textValues, htmlValues) => {
    const textContent = textWriter.write(textValues);
    const htmlContent = htmlWriter ? htmlWriter.write(htmlValues) : '';
    if (textContent === undefined || htmlContent === undefined) return undefined;
    const head = headOf(headers);
    refuseBareLineEnds(Buffer.from(head, 'latin1'));
    return knownWhole(Buffer.from(`${head}${first}${textContent}${middle}${htmlContent}${last}`, 'latin1'));
  };
}
