import { HttpException } from '@nestjs/common';

/** One wrong field of a request: where it is, and what to do about it. */
export interface FieldFault {
  field: string;
  reason: string;
  /** Stays the same, for programs. */
  code?: string;
}

/**
 * An error that a caller can act on. It leaves the API as a problem document (RFC 9457); extra members of
 * the document go in `extensions`.
 */
export class Problem extends HttpException {
  constructor(
    status: number,
    readonly title: string,
    detail: string,
    readonly extensions: Record<string, unknown> = {},
  ) {
    super(detail, status);
  }
}

/** What a person can take in; an answer must not grow with the request. */
const MOST_FAULTS = 50;
const MOST_DETAIL = 4_000;

/** 400: the request names the wrong fields. */
export class InvalidInput extends Problem {
  readonly faults: FieldFault[];

  constructor(all: FieldFault[]) {
    const faults = all.slice(0, MOST_FAULTS);
    const more = all.length > faults.length ? `; and ${all.length - faults.length} more` : '';
    const detail = faults.map((fault) => `${fault.field}: ${fault.reason}`).join('; ');
    super(400, 'Invalid input', `${detail.slice(0, MOST_DETAIL)}${more}`, {
      errors: faults,
      ...(more ? { moreErrors: all.length - faults.length } : {}),
    });
    this.faults = faults;
  }

  static of(field: string, reason: string): InvalidInput {
    return new InvalidInput([{ field, reason }]);
  }
}

/** 404. */
export class NotFound extends Problem {
  constructor(what: string, id?: string) {
    super(
      404,
      'Not found',
      id === undefined ? `There is no such ${what}.` : `There is no ${what} with the id "${id}".`,
    );
  }
}

/** 409: the state of things does not allow it. */
export class Conflict extends Problem {
  constructor(detail: string, extensions: Record<string, unknown> = {}) {
    super(409, 'Conflict', detail, extensions);
  }
}

/** What still refers to something that was to be deleted. */
export interface UsedBy {
  type: string;
  id: string;
  name: string;
}

/** 409: deleting it would break others; they are named. */
export class InUse extends Conflict {
  constructor(what: string, usedBy: UsedBy[]) {
    super(
      `This ${what} is in use by ${usedBy.map((user) => `${user.type} "${user.name}"`).join(', ')}; ` +
        'take it out there first.',
      { usedBy },
    );
  }
}
