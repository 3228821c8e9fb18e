/** A column of a host's entity, as TypeORM describes it. */
export interface HostColumn {
  propertyName: string;
  databaseName: string;
  type: unknown;
  isPrimary: boolean;
  /** Of a text, where it is said. */
  length?: string;
}

/** What TypeORM knows of a host's entity, as far as it is looked at. */
export interface HostEntity {
  name: string;
  /** With schema and prefix, parts with dots between. */
  tablePath: string;
  columns: HostColumn[];
  primaryColumns: HostColumn[];
  deleteDateColumn?: HostColumn;
  discriminatorColumn?: HostColumn;
  discriminatorValue?: string;
  /** In a table that several classes share: the class above, and those below. */
  parentEntityMetadata?: HostEntity;
  childEntityMetadatas?: HostEntity[];
}

/** As much of a host's data source as is looked at. */
export interface HostDataSource {
  readonly options: { readonly type: string };
  readonly isInitialized?: boolean;
  getMetadata?(entity: never): unknown;
}

/** The host that Facteur is mounted in, as far as its data go. */
export class HostData {
  constructor(private readonly dataSource?: HostDataSource) {}

  /** @throws Error with the way out when there is no open data source, or the entity is none of its. */
  entity(entity: { name: string }): HostEntity {
    if (!this.dataSource?.getMetadata)
      throw new Error(
        `The entity ${entity.name} is found by the host's data source: give it to FacteurModule as \`dataSource\`.`,
      );
    if (this.dataSource.isInitialized === false)
      throw new Error(
        `The entity ${entity.name} cannot be read yet: initialize() the data source before Facteur is made with it (TypeOrmModule does).`,
      );
    return this.dataSource.getMetadata(entity as never) as HostEntity;
  }
}
