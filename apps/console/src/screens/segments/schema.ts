import { useQuery } from '@tanstack/react-query';
import { api, call, type Schemas, the } from '../../api/client';

export interface FieldOfSchema {
  name: string;
  operators: string[];
  /** What may stand there, where that is known. */
  values: string[] | null;
  kind: string;
}

export interface SegmentSchema {
  fields: FieldOfSchema[];
  relations: string[];
  hasActivity: boolean;
  actions: string[];
}

interface Node {
  properties?: Record<
    string,
    { const?: string; enum?: string[]; properties?: Record<string, { enum?: string[] }> }
  >;
}

/** What can be asked of records of a type, read from the API's JSON Schema: fields of a host appear by themselves. */
export function useSegmentSchema(targetType: string) {
  return useQuery({
    queryKey: ['segment-schema', targetType],
    staleTime: Infinity,
    queryFn: async (): Promise<SegmentSchema> => {
      const schema = await call<Schemas['FilterSchemaView']>(
        `/segments/schema?targetType=${encodeURIComponent(targetType)}`,
      );
      const types = (await the(api.GET('/api/v1/record-types'))).data;
      const columns = types.find(({ type }) => type === targetType)?.columns ?? [];
      const nodes = (schema.$defs as { node: { anyOf: Node[] } }).node.anyOf;
      const fields = nodes.flatMap(({ properties }) => {
        const name = properties?.['field']?.const;
        if (!name) return [];
        const column = columns.find((one) => one.name === name);
        const operators = properties['operator']?.enum ?? [];
        const kind = operators.includes('before')
          ? 'date'
          : operators.includes('contains')
            ? 'text'
            : operators.includes('lessThan')
              ? 'number'
              : 'boolean';
        return [{ name, operators, kind, values: column?.values ?? null }];
      });
      const activity = nodes.find(({ properties }) => properties?.['activity']);
      return {
        fields,
        relations:
          nodes.find(({ properties }) => properties?.['related'])?.properties?.['related']?.enum ?? [],
        hasActivity: activity !== undefined,
        actions: activity?.properties?.['activity']?.properties?.['action']?.enum ?? [],
      };
    },
  });
}
