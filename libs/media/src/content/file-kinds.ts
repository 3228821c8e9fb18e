/** A kind of file that the library takes in and shows to anybody. */
export interface FileKind {
  extension: string;
  contentType: string;
  /** By what is in it, whatever it is called. */
  matches(bytes: Buffer): boolean;
}

const begins = (...signatures: string[]) => {
  const starts = signatures.map((signature) => Buffer.from(signature, 'latin1'));
  return (bytes: Buffer) => starts.some((start) => bytes.subarray(0, start.length).equals(start));
};

/** Pictures as they are kept; what came in another format was written anew as one of these. */
export const PICTURE_KINDS: readonly FileKind[] = [
  { extension: 'jpg', contentType: 'image/jpeg', matches: begins('\xff\xd8\xff') },
  { extension: 'png', contentType: 'image/png', matches: begins('\x89PNG\r\n\x1a\n') },
  { extension: 'gif', contentType: 'image/gif', matches: begins('GIF87a', 'GIF89a') },
];

const zip = begins('PK\x03\x04');
const office = (extension: string, name: string): FileKind => ({
  extension,
  contentType: `application/vnd.openxmlformats-officedocument.${name}`,
  matches: zip,
});

/** What a letter may point to besides: documents that a browser hands on and never runs. */
export const DOCUMENT_KINDS: readonly FileKind[] = [
  { extension: 'pdf', contentType: 'application/pdf', matches: begins('%PDF-') },
  { extension: 'ics', contentType: 'text/calendar', matches: begins('BEGIN:VCALENDAR') },
  { extension: 'vcf', contentType: 'text/vcard', matches: begins('BEGIN:VCARD') },
  office('docx', 'wordprocessingml.document'),
  office('xlsx', 'spreadsheetml.sheet'),
  office('pptx', 'presentationml.presentation'),
  { extension: 'odt', contentType: 'application/vnd.oasis.opendocument.text', matches: zip },
  { extension: 'epub', contentType: 'application/epub+zip', matches: zip },
  { extension: 'zip', contentType: 'application/zip', matches: zip },
];

export const FILE_KINDS: readonly FileKind[] = [...PICTURE_KINDS, ...DOCUMENT_KINDS];

export const kindOf = (contentType: string) => FILE_KINDS.find((kind) => kind.contentType === contentType);

export const contentTypeOf = (extension: string) =>
  FILE_KINDS.find((kind) => kind.extension === extension)!.contentType;

/** Which picture it is; undefined for what is none. */
export const pictureKindOf = (content: Buffer) => PICTURE_KINDS.find((kind) => kind.matches(content));
