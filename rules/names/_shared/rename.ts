import { quote } from '../../../src/engine/message.ts';
import type { RuleFix } from '../../../src/engine/rule.ts';
import type { DirectiveUse } from '../../../src/model/source/content.ts';
import type { Model } from '../../../src/model/model.ts';
import { mayBeRenamed } from './replacement-line.ts';
import { replaceName } from '../../../src/edits/writing.ts';

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
