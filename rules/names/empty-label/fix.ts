import { getOrMake, quote, type RuleEdit, type RuleFix } from '../../kit.ts';
import type { Macros } from '../../../src/model/names/macros.ts';
import type { ExpandedText } from '../_shared/expanded-texts.ts';
import { macroUsesIn, type Joint } from './analysis.ts';

/** Corrects the text around the macro, which fits none of its items. */
function fixText({ location: { file }, text, range }: ExpandedText, joint: Joint): RuleFix | null {
  const { kind, offset, macro } = joint;
  if (range === null || offset === null) return null;
  const raw = file.slice(range);
  const quotes = raw.startsWith('"') ? 1 : 0;
  // With escapes in it the text is shorter than what is written.
  if (!raw.slice(0, raw.length - quotes).endsWith(text)) return null;
  const start = range.end - quotes - text.length + offset;
  const [title, end, dot] =
    kind === 'noDotBefore' ? ['put a dot before', start, '.'] : ['leave the dot to', start + 1, ''];
  const edits = [{ file, range: { start, end }, text: dot }];
  return { effect: 'unsafe', title: `${title} ${quote(`$${macro}`)}`, edits };
}

const FITS: Readonly<Record<Joint['kind'], (text: string, start: number, end: number) => boolean>> = {
  twoDotsBefore: (text, start) => text.charAt(start - 1) === '.',
  twoDotsAfter: (text, _, end) => text.charAt(end) === '.',
  noDotBefore: (text, start) => /\w/.test(text.charAt(start - 1)),
};

/** Makes the function that returns the fix for a joint: in the text where no item fits it, else in the macro. */
export function jointFixer(macros: Macros, texts: readonly ExpandedText[]) {
  const usedAlike = new Map<string, boolean>();

  /** Whether all texts that use a macro have the same around it. */
  function isUsedAlike(macro: string, kind: Joint['kind']): boolean {
    const fits = ({ text }: ExpandedText) =>
      macroUsesIn(text).every((use) => use.macro !== macro || FITS[kind](text, use.start, use.end));
    return getOrMake(usedAlike, `${kind} ${macro}`, () => texts.every(fits));
  }

  /** Null where the items are written elsewhere, or where the change would break another use. */
  function fixMacro({ macro, kind, items }: Joint): RuleFix | null {
    const use = macros.find(macro)?.use;
    const value = use?.line.value;
    if (use === undefined || value == null || use.continuation.length > 0) return null;
    if (!isUsedAlike(macro, kind)) return null;
    const { file } = use;
    const wrong = new Set(items);
    const words = [...file.slice(value).matchAll(/[^\s,"]+/g)];
    const edits = words.flatMap(({ 0: item, index }): RuleEdit[] => {
      if (index < macro.length || !wrong.has(item)) return [];
      const start = value.start + index;
      if (kind === 'noDotBefore') return [{ file, range: { start, end: start }, text: '.' }];
      const dot = kind === 'twoDotsBefore' ? start : start + item.length - 1;
      return [{ file, range: { start: dot, end: dot + 1 }, text: '' }];
    });
    if (edits.length < wrong.size) return null;
    return { effect: 'unsafe', title: `write the items of the macro ${quote(macro)} alike`, edits };
  }

  return (expanded: ExpandedText, joint: Joint) =>
    joint.items.length === joint.of ? fixText(expanded, joint) : fixMacro(joint);
}
