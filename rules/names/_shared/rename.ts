import { type DirectiveUse, type Model, quote, replaceName, type RuleFix } from '../../kit.ts';
import { mayBeRenamed } from './replacement-line.ts';

/** A fix that gives a line the name that was probably meant; null where that name cannot stand there, or stands there already. */
export function renameTo(
  model: Model,
  use: DirectiveUse,
  meant: string,
  title = `rename ${quote(use.name)} to ${quote(meant)}`,
): RuleFix | null {
  if (!mayBeRenamed(model, use, meant)) return null;
  return { safety: 'unsafe', title, edits: [replaceName(use, meant)] };
}
