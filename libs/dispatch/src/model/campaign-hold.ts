/** While a campaign is in one of these, nothing of it is claimed and nothing is marked. */
export const HOLDING_STATUSES = ['Inactive', 'Complete'] as const;

/** Why a campaign lets none of its mailings go out just now; undefined when it does. Pure. */
export function campaignHold({ name, status }: { name: string; status: string }): string | undefined {
  return HOLDING_STATUSES.some((one) => one === status)
    ? `The campaign "${name}" is ${status}; set it Active to go on.`
    : undefined;
}
