/** What lies behind a part of a path. */
interface Node {
  parts: Map<string, Node>;
  /** Behind whatever stands there (`:id`). */
  any?: Node;
  /** By method; `ALL` for every one. */
  routes: Map<string, { isApi: boolean }>;
}

const node = (): Node => ({ parts: new Map(), routes: new Map() });

/** Which of many routes takes a request, in as many steps as its path has parts. */
export class RouteTree {
  private readonly root = node();

  /** @param path its parts, as they were declared */
  add(method: string, path: string[], isApi: boolean): void {
    let at = this.root;
    for (const part of path) {
      if (part.startsWith(':')) at = at.any ??= node();
      else {
        const name = part.toLowerCase();
        let next = at.parts.get(name);
        if (!next) at.parts.set(name, (next = node()));
        at = next;
      }
    }
    at.routes.set(method, { isApi });
  }

  /** @param path its parts, in small letters */
  find(method: string, path: string[], at = this.root, depth = 0): { isApi: boolean } | undefined {
    if (depth === path.length) return at.routes.get(method) ?? at.routes.get('ALL');
    const named = at.parts.get(path[depth]!);
    return (
      (named && this.find(method, path, named, depth + 1)) ??
      (at.any && this.find(method, path, at.any, depth + 1))
    );
  }
}
