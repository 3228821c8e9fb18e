/** Why a campaign lets none of its mailings go out just now; undefined when it does. Pure. */
export function campaignHold({ name, status }: { name: string; status: string }): string | undefined {
  if (status === 'Inactive') return `The campaign "${name}" is Inactive; set it Active to go on.`;
  if (status === 'Complete') return `The campaign "${name}" is Complete; set it Active to go on after all.`;
  return undefined;
}
