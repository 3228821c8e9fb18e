/** Somebody was opted out of target lists, by link or by hand. Published after commit. */
export class TargetListOptedOut {
  constructor(
    readonly targetListIds: number[],
    readonly targetType: string,
    readonly targetId: string,
  ) {}
}

/** Somebody was opted in again. Published after commit. */
export class TargetListOptedIn {
  constructor(
    readonly targetListIds: number[],
    readonly targetType: string,
    readonly targetId: string,
  ) {}
}
