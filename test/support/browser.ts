/** As much of a browser as signing in takes: follows redirects, and keeps each site's cookies. */
export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();
  /** What was set, as it was written. */
  readonly setCookies: string[] = [];

  /** @param places public address of a site -> where it answers here */
  constructor(private readonly places: Record<string, string> = {}) {}

  /** One request. */
  async get(url: string): Promise<Response> {
    const { origin, pathname, search } = new URL(url);
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    const answer = await fetch(`${this.places[origin] ?? origin}${pathname}${search}`, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value && !/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.set(name, value);
      else jar.delete(name);
    }
    return answer;
  }

  /** Follows redirects until there are none, or until an address is one of `until`. @returns the last address */
  async follow(url: string, until: (url: string) => boolean = () => false): Promise<string> {
    for (let hops = 0; hops < 20; hops += 1) {
      if (until(url)) return url;
      const answer = await this.get(url);
      await answer.arrayBuffer();
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status > 399 || !location) return url;
      url = new URL(location, url).href;
    }
    throw new Error(`It goes round in circles: ${url}`);
  }
}
