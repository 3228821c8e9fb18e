/** One wrong field, by its path in the request. */
export interface FieldFault {
  field: string;
  reason: string;
  code?: string;
  line?: number;
}

export interface ProblemBody {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: FieldFault[];
  usedBy?: { type: string; id: string; name: string }[];
  requestId?: string;
  /** What the code of a sentence is filled with. */
  params?: Record<string, string>;
  current?: Record<string, unknown>;
  currentTag?: string;
  [more: string]: unknown;
}

/** What the API refused (RFC 9457), or what kept a call from reaching it (status 0). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: FieldFault[];
  readonly at = new Date();

  constructor(
    readonly body: ProblemBody,
    status: number,
  ) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'offline' : 'error');
    this.errors = body.errors ?? [];
  }
}

export const isProblem = (error: unknown): error is ApiProblem => error instanceof ApiProblem;

/** Nobody answered, or the server cannot work just now: worth trying again. */
export const isPassing = (error: unknown): boolean =>
  isProblem(error) &&
  (error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504);
