import { quote, type RuleEdit, type RuleFix } from '../../kit.ts';
import type { ExpandedText } from '../_shared/expanded-texts.ts';
import type { Macros } from '../../../src/model/names/macros.ts';
import { placesOf, type Joint, type JointKind } from './joints.ts';

/** Mends the text beside the macro, which fits none of its items. */
function inText({ at: { file }, text, range }: ExpandedText, { kind, at, macro }: Joint): RuleFix | null {
  if (range === null || at === null) return null;
  const raw = file.slice(range);
  const quotes = raw.startsWith('"') ? 1 : 0;
  // With escapes in it the text is shorter than what is written.
  if (!raw.slice(0, raw.length - quotes).endsWith(text)) return null;
  const start = range.end - quotes - text.length + at;
  const isMissing = kind === 'no-dot-before';
  return {
    safety: 'unsafe',
    title: isMissing ? `put a dot before ${quote(`$${macro}`)}` : `leave the dot to ${quote(`$${macro}`)}`,
    edits: [{ file, range: { start, end: isMissing ? start : start + 1 }, text: isMissing ? '.' : '' }],
  };
}

const FITS: Readonly<Record<JointKind, (text: string, start: number, end: number) => boolean>> = {
  'two-dots-before': (text, start) => text.charAt(start - 1) === '.',
  'two-dots-behind': (text, _, end) => text.charAt(end) === '.',
  'no-dot-before': (text, start) => /\w/.test(text.charAt(start - 1)),
};

/** Mends some items of a macro, where all that uses it has the same text beside it. */
export class MacroRepair {
  readonly #usedAlike = new Map<string, boolean>();

  constructor(
    readonly macros: Macros,
    readonly texts: readonly ExpandedText[],
  ) {}

  #isUsedAlike(macro: string, kind: JointKind): boolean {
    const key = `${kind} ${macro}`;
    let alike = this.#usedAlike.get(key);
    if (alike === undefined) {
      alike = this.texts.every(({ text }) =>
        placesOf(text).every((place) => place.macro !== macro || FITS[kind](text, place.start, place.end)),
      );
      this.#usedAlike.set(key, alike);
    }
    return alike;
  }

  /** Null where the items are written elsewhere, or where another use would break. */
  fixFor({ macro, kind, items }: Joint): RuleFix | null {
    const use = this.macros.find(macro)?.use;
    const value = use?.line.value;
    if (use === undefined || value == null || use.continuation.length > 0) return null;
    if (!this.#isUsedAlike(macro, kind)) return null;
    const { file } = use;
    const wrong = new Set(items);
    const edits = Array.from(file.slice(value).matchAll(/[^\s,"]+/g)).flatMap(
      ({ 0: item, index }): RuleEdit[] => {
        if (index < macro.length || !wrong.has(item)) return [];
        const [start, end] = [value.start + index, value.start + index + item.length];
        if (kind === 'no-dot-before') return [{ file, range: { start, end: start }, text: '.' }];
        const dot = kind === 'two-dots-before' ? start : end - 1;
        return [{ file, range: { start: dot, end: dot + 1 }, text: '' }];
      },
    );
    return edits.length < wrong.size
      ? null
      : { safety: 'unsafe', title: `write the items of the macro ${quote(macro)} alike`, edits };
  }
}

/** What would mend a joint: the text where no item fits it, else the macro. */
export function fixFor(expanded: ExpandedText, joint: Joint, repair: MacroRepair): RuleFix | null {
  return joint.items.length === joint.of ? inText(expanded, joint) : repair.fixFor(joint);
}
