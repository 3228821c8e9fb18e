/** The folder of this package, with a slash at its end; `pages/` and `starters/` lie in it. */
export declare const templatesFolder: string;
