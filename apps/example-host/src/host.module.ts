import { type DynamicModule, Global, Module } from '@nestjs/common';
import { facteurEntities, facteurMigrations, FacteurModule, type FacteurOptions } from '@facteur/facteur';
import { type AccessPolicy, createDataSource, type Principal, Problem } from '@facteur/platform';
import { DataSource } from 'typeorm';
import { ClubMember } from './club/club-member.entity.js';
import { ClubMemberSource } from './club/club-member.source.js';
import { CreateClub0001 } from './club/create-club.migration.js';

/** The host's way of knowing people; here, a secret that every caller shares. */
class HostPolicy implements AccessPolicy {
  constructor(private readonly secret: string) {}

  async check(request: { headers: Record<string, string | string[] | undefined> }): Promise<Principal> {
    if (request.headers['authorization'] !== `Bearer ${this.secret}`)
      throw new Problem(401, 'Unauthorized', 'The club does not know you.');
    return { name: 'the club', role: 'admin' };
  }
}

@Global()
@Module({})
class ClubModule {
  static register(dataSource: DataSource): DynamicModule {
    return {
      module: ClubModule,
      providers: [{ provide: DataSource, useValue: dataSource }, ClubMemberSource],
      exports: [DataSource],
    };
  }
}

/** A small foreign CRM: its own database, its own records, its own sign-in, and Facteur mounted in it. */
@Module({})
export class HostModule {
  static register(options: {
    databaseUrl: string;
    secret: string;
    facteur?: Partial<FacteurOptions>;
  }): DynamicModule {
    // One database and one migration history for both.
    const dataSource = createDataSource(options.databaseUrl, {
      entities: [...facteurEntities, ClubMember],
      migrations: [...facteurMigrations, CreateClub0001],
    });
    return {
      module: HostModule,
      imports: [
        FacteurModule.forRoot({
          dataSource,
          crm: false,
          signIn: new HostPolicy(options.secret),
          imports: [ClubModule.register(dataSource)],
          ...options.facteur,
        }),
      ],
    };
  }
}
