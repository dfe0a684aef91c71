import { predefinedCategories } from '../catalog/sections.ts';
import { unquote } from '../catalog/values/words.ts';
import type { OtherUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import { linesOf } from './smtp-reply.ts';
import { matches } from '../patterns/matches.ts';
import { readPattern, type Pattern, type Unreadable } from '../patterns/pattern.ts';

/** A rule of `<bounce-category-patterns>`, or a line that makes it unsure what follows. */
export interface CategoryRule {
  readonly use: OtherUse;
  /** What is written between the slashes; '' for a line of a template engine. */
  readonly pattern: string;
  readonly category: string;
  readonly read: Pattern | Unreadable;
}

export type Category =
  | {
      readonly kind: 'known';
      readonly category: string;
      /** Whether PowerMTA itself defines the category. */
      readonly isPredefined: boolean;
      readonly rule: CategoryRule;
    }
  /** There is no list, or none of its patterns matches: the list that comes with PowerMTA decides, which was not read. */
  | { readonly kind: 'no-list' }
  | { readonly kind: 'no-match' }
  /** It hangs on a pattern of which it is not known whether it matches. */
  | { readonly kind: 'undecided'; readonly rule: CategoryRule };

/** The rules in the order in which they are tried: a list of one's own comes before that of config-defaults. */
export function categoryRules(model: Model): CategoryRule[] {
  const sections = model.sectionsOf('bounce-category-patterns');
  const ordered = [
    ...sections.filter(({ isDefault }) => !isDefault),
    ...sections.filter(({ isDefault }) => isDefault),
  ];
  return ordered.flatMap((section) =>
    section.others.flatMap((use): CategoryRule[] => {
      const { file, line } = use;
      if (line.kind === 'template') {
        const read = { kind: 'undecidable', reason: 'a line of a template engine' } as const;
        return [{ use, pattern: '', category: '', read }];
      }
      if (line.kind !== 'pattern' || line.problem !== null || line.value === null) return [];
      const pattern = file.slice(line.regex).slice(1, -1);
      const category = unquote(file.slice(line.value));
      return [{ use, pattern, category, read: readPattern(pattern) }];
    }),
  );
}

function categoryOfText(rules: readonly CategoryRule[], text: string): Category {
  for (const rule of rules) {
    const { read, category } = rule;
    if (read.kind === 'refused') continue;
    const met = read.kind === 'undecidable' ? undefined : matches(read, text);
    if (met === undefined) return { kind: 'undecided', rule };
    if (met)
      return { kind: 'known', category, isPredefined: predefinedCategories().includes(category), rule };
  }
  return { kind: rules.length === 0 ? 'no-list' : 'no-match' };
}

/** The category of a bounce, if bare reply, `smtp;` diagnostic and single lines all agree. */
export function categoryOf(rules: readonly CategoryRule[], text: string): Category {
  const lines = linesOf(text);
  const texts = lines.length < 2 ? [text] : [text, lines.join(' ')];
  const readings = texts.flatMap((one) => [categoryOfText(rules, one), categoryOfText(rules, `smtp;${one}`)]);
  const [first = { kind: 'no-list' } as const] = readings;
  const isAgreed = readings.every((reading) =>
    first.kind === 'known' && reading.kind === 'known'
      ? reading.category === first.category
      : reading.kind === first.kind,
  );
  if (isAgreed) return first;
  const unsure = readings.find(({ kind }) => kind === 'undecided');
  if (unsure !== undefined) return unsure;
  const deciding = readings.find((reading) => reading.kind === 'known');
  return deciding === undefined ? first : { kind: 'undecided', rule: deciding.rule };
}
