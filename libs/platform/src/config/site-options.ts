/** What the libs need to know of where this process runs. What all processes agree on is the `Installation`. */
export class SiteOptions {
  /** Folder for what must survive a lost database (journals) and generated secrets. */
  dataDir: string;
  /** A worker sends, and answers nobody. */
  role: 'server' | 'worker';
  /** Opens and clicks are on disk before they are answered, not only with the operating system. */
  syncHits?: boolean;
  /** Links to this machine are never sent to people elsewhere. */
  production?: boolean;
}
