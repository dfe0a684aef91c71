import { quote } from '../engine/message.ts';
import type { NewFix } from '../engine/rule.ts';
import type { DirectiveUse } from '../model/content.ts';
import type { Model } from '../model/model.ts';
import { mayBeRenamed } from '../model/renaming.ts';
import { replaceName } from './writing.ts';

/** A fix that gives a line the name that was probably meant; null where that name cannot stand there, or stands there already. */
export function renameTo(
  model: Model,
  use: DirectiveUse,
  meant: string,
  title = `rename ${quote(use.name)} to ${quote(meant)}`,
): NewFix | null {
  if (!mayBeRenamed(model, use, meant)) return null;
  return { safety: 'unsafe', title, edits: [replaceName(use, meant)] };
}
