/** What the libs need to know of where they run. */
export class SiteOptions {
  /** Public address of the server, without a slash at the end; links in messages begin with it. */
  siteUrl: string;
  /** Folder for what must survive a lost database (journals) and generated secrets. */
  dataDir: string;
  /** System SMTP account from the environment, if any. */
  smtpUrl?: string;
}
