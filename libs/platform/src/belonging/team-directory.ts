/** Which teams there are, where Facteur keeps them itself; a host's policy says those of each person. */
export abstract class TeamDirectory {
  abstract exists(teamId: string): Promise<boolean>;
}
