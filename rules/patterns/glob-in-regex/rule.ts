import { type PatternRule, quote, type Rule, type RuleFix } from '../../kit.ts';
import { patternItems, type PatternItem } from '../_shared/pattern-items.ts';
import { judgedPatterns, PATTERN_LISTS, subjectKind } from '../_shared/written-patterns.ts';

/** Where nothing stands that could be repeated. */
const NOTHING_BEFORE: ReadonlySet<PatternItem['kind'] | undefined> = new Set([
  undefined,
  'start',
  'open',
  'or',
  'note',
]);

/** The `*` that stands for "anything", as in names of files; undefined for none. */
function wildcardIn(items: readonly PatternItem[], isMail: boolean): 'nothing-before' | '@*' | undefined {
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'quantifier' || !item.text.startsWith('*')) continue;
    const before = items[index - 1];
    if (NOTHING_BEFORE.has(before?.kind)) return 'nothing-before';
    // Nobody looks for addresses with several @, or with none.
    if (isMail && (before?.text === '@' || before?.text === '\\@')) return '@*';
  }
  return undefined;
}

/** What a text with wildcards and nothing else means, as a regular expression; null where it is more than that. */
function translated(rule: PatternRule): string | null {
  const { source } = rule;
  if (!/^[\w@.* -]+$/.test(source)) return null;
  const isAddress = subjectKind(rule) !== 'text';
  const inner = source.replace(/^\*+|\*+$/g, '');
  if (inner === '') return null;
  const text = inner.replaceAll('.', '\\.').replace(/\*+/g, '.*');
  // Addresses are matched with the bracket behind them.
  const isOpen = source.endsWith('*') || !isAddress;
  return isOpen ? text : `${text}>?$`;
}

function respelled(rule: PatternRule): RuleFix | null {
  const { file, range, source } = rule;
  const text = translated(rule);
  if (text === null || file.slice(range) !== `/${source}/`) return null;
  return {
    safety: 'unsafe',
    title: `write ${quote(`/${text}/`)}`,
    edits: [{ file, range, text: `/${text}/` }],
  };
}

export const rule: Rule = {
  id: 'glob-in-regex',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: "a '*' that is meant as in names of files, in a regular expression",
  supersedes: ['invalid-regex', 'overbroad-pattern'],
  requires: PATTERN_LISTS,
  check({ model, report }) {
    for (const found of judgedPatterns(model)) {
      if (!found.source.includes('*')) continue;
      const isMail = found.list.scope === 'pattern-list';
      const wildcard = wildcardIn(patternItems(found.source), isMail);
      if (wildcard === undefined) continue;
      const pattern = quote(`/${found.source}/`);
      report({
        location: { file: found.file, range: found.range },
        message:
          wildcard === '@*'
            ? `in ${pattern} the '*' repeats the '@' before it, any number of times and also none; it does not stand for any text, as in names of files: the rule takes ${found.source === '@*' ? 'all mail' : 'mail that it was not written for'}; any text is '.*'`
            : `in ${pattern} a '*' has nothing before it to repeat; it does not stand for any text, as in names of files: PowerMTA refuses the pattern, or it matches something else than was meant; any text is '.*'`,
        fix: () => respelled(found),
      });
    }
  },
};
