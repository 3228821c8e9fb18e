import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';
import { engine, HELPERS } from './template-helpers.js';

/**
 * A helper of a host's own in templates: `{{price person.balance "EUR"}}`. What it answers is escaped like any value. It is asked for
 * each recipient while letters are made, so it must not wait for anything.
 */
export interface TemplateHelper {
  readonly name: string;
  /** How many arguments it takes. */
  readonly arity: readonly [min: number, max: number];
  apply(...values: unknown[]): string | number;
}

const helpers = definePlugin<TemplateHelper>({
  kind: 'template helper',
  name: ({ name }) => name,
  pattern: /^[a-z][A-Za-z0-9]{0,39}$/,
});

/** Marks a provider as a {@link TemplateHelper}; discovery does the rest. */
export const TemplateHelperPlugin = helpers.Plugin;

const OURS = new Set([...Object.keys(HELPERS), ...Object.keys(engine.helpers)]);

@Injectable()
export class TemplateHelpers extends helpers.Registry {
  /** @throws Error for a name that a helper of Facteur's has */
  override onModuleInit(): void {
    super.onModuleInit();
    for (const helper of this.all()) {
      if (OURS.has(helper.name))
        throw new Error(
          `${helper.constructor.name}: templates have a helper "${helper.name}" already; rename yours.`,
        );
      HELPERS[helper.name] = [...helper.arity];
      engine.registerHelper(helper.name, (...values: unknown[]) =>
        // The last one is Handlebars' own.
        String(helper.apply(...values.slice(0, -1)) ?? ''),
      );
    }
  }
}
