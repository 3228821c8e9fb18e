/** The folder of the built console, for `FacteurModule`'s `console`. */
export declare const consoleFolder: string;
