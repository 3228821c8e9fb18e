/** Somebody was opted out of target lists, by link or by hand. Published after commit. */
export class TargetListOptedOut {
  constructor(
    /** As the API gives them. */
    readonly targetListIds: string[],
    readonly targetType: string,
    readonly targetId: string,
  ) {}
}

/** Somebody was opted in again. Published after commit. */
export class TargetListOptedIn {
  constructor(
    /** As the API gives them. */
    readonly targetListIds: string[],
    readonly targetType: string,
    readonly targetId: string,
  ) {}
}
