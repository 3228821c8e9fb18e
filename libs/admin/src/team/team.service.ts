import { Injectable } from '@nestjs/common';
import {
  BelongingRepository,
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  InUse,
  InvalidInput,
  isDuplicate,
  type Page,
  type Principal,
  type Reaching,
  reachOf,
  TeamDirectory,
} from '@facteur/platform';
import type { CreateTeamDto, TeamView, UpdateTeamDto } from './team.dto.js';
import { Team } from './team.entity.js';
import { TeamRepository } from './team.repository.js';
import { TEAMS } from './team-sql.js';

const NAMED = 20;
const EVERYTHING: Pick<Reaching, 'reach' | 'teams'> = { reach: 'all', teams: [] };

/** Teams: who is in one stands with each sign-in, what belongs to one with each thing. */
@Injectable()
export class TeamService extends TeamDirectory {
  private readonly store: EntityStore<Team>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly repository: TeamRepository,
    private readonly belonging: BelongingRepository,
  ) {
    super();
    this.store = new EntityStore(database, clock, Team, 'team');
  }

  list(query: CollectionQuery): Promise<Page<TeamView>> {
    return this.collections.page(TEAMS, query);
  }

  view(id: string): Promise<TeamView> {
    return this.collections.one(TEAMS, id);
  }

  async exists(teamId: string): Promise<boolean> {
    return (await this.store.find(teamId)) !== null;
  }

  async named(ids: readonly string[]): Promise<{ id: string; name: string }[]> {
    return ids.length ? (await this.repository.all()).filter(({ id }) => ids.includes(id)) : [];
  }

  async create(dto: CreateTeamDto): Promise<TeamView> {
    return this.view((await uniquely(() => this.store.create(dto))).publicId);
  }

  async update(id: string, dto: UpdateTeamDto): Promise<TeamView> {
    const team = await this.store.get(id);
    await uniquely(() => this.store.update(team.id, { ...dto }));
    return this.view(id);
  }

  /** @throws InUse naming who is in it, and what belongs to it */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const team = await this.store.get(id);
      const users = [
        ...(await this.repository.members(id, NAMED)),
        ...(await this.belonging.ofTeam(id, NAMED)),
      ];
      if (users.length) throw new InUse('team', users.slice(0, NAMED));
      await this.store.remove(team.id);
    });
  }

  /**
   * That somebody may put others into these teams: there are such, and whoever does not reach everything gives their own alone.
   *
   * @returns as they are kept
   * @throws InvalidInput naming the field
   */
  async requireGivable(field: string, ids: readonly string[], by: Principal | undefined): Promise<string> {
    const known = await this.named(ids);
    const { reach, teams } = by ? reachOf(by) : EVERYTHING;
    for (const id of ids) {
      if (!known.some((one) => one.id === id))
        throw InvalidInput.of(field, `there is no team with the id ${id}; GET /teams lists them`);
      if (reach !== 'all' && !teams.includes(id))
        throw InvalidInput.of(field, 'must be among your own teams');
    }
    return JSON.stringify([...new Set(ids)]);
  }
}

/** Ids of teams, as they are kept with a sign-in or a key. */
export const teamsIn = (json: string | null): string[] => (json ? (JSON.parse(json) as string[]) : []);

async function uniquely<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw InvalidInput.of('name', 'is that of another team');
    throw error;
  }
}
