import type { Model } from './model.ts';
import { isTemplateLine } from './source/extent.ts';
import { knowsAllBlocks } from './queues/provider-queues.ts';

const known = new WeakMap<Model, boolean>();

/**
 * Whether every line of a configuration is there to be read, so that something may be said to stand nowhere in it: a
 * whole main configuration in which no template engine has lines or names of blocks to fill in.
 */
export function knowsAllLines(model: Model): boolean {
  let knows = known.get(model);
  if (knows === undefined) {
    knows =
      knowsAllBlocks(model) &&
      [model.root, ...model.sections].every(
        ({ others, directives }) =>
          !others.some(isTemplateLine) &&
          // No name that is known is one that a template engine fills in.
          !directives.some((use) => use.facts === undefined && isTemplateLine(use)),
      );
    known.set(model, knows);
  }
  return knows;
}
