import {
  hasPlaceholder,
  listOf,
  type Model,
  nearest,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
} from '../../kit.ts';
import { expandedTexts, type ExpandedText } from '../_shared/expanded-texts.ts';
import type { MacroDefinition } from '../../../src/model/names/macros.ts';
import { macrosIn } from '../../../src/model/names/macros.ts';

const LEGAL_NAME = /^[A-Za-z0-9_]+$/;

/** Names that any `domain-macro` line gives, also one in the wrong place, which has a finding of its own. */
class MacroNames {
  readonly all: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #inAnyCase = new Map<string, string[]>();
  /** With characters that end a name where it is used: `$my-list` is read as `$my` and `-list`. */
  readonly illegal: readonly string[];

  constructor(model: Model) {
    const written = model
      .named('domain-macro')
      .flatMap((use) => /^\S+/.exec(use.plainValue ?? '')?.[0] ?? []);
    this.all = [...new Set(written)];
    this.#known = new Set(this.all);
    this.illegal = this.all.filter((name) => !LEGAL_NAME.test(name));
    for (const name of this.all) {
      const folded = name.toLowerCase();
      this.#inAnyCase.set(folded, [...(this.#inAnyCase.get(folded) ?? []), name]);
    }
  }

  has(name: string): boolean {
    return this.#known.has(name);
  }

  inAnotherCase(name: string): string | undefined {
    const [found, ...more] = this.#inAnyCase.get(name.toLowerCase()) ?? [];
    return more.length === 0 ? found : undefined;
  }
}

/** Puts a defined name for the unknown one, wherever it stands in the text. */
function renameTo(to: string, name: string, { at, range }: ExpandedText): RuleFix | null {
  if (range === null) return null;
  const found = at.file.slice(range).matchAll(new RegExp(`\\$(${name})(?![A-Za-z0-9_])`, 'g'));
  const edits = Array.from(found, (match) => {
    const start = range.start + match.index + 1;
    return { file: at.file, range: { start, end: start + name.length }, text: to };
  });
  return edits.length === 0 ? null : { safety: 'unsafe', title: `use the macro ${quote(`$${to}`)}`, edits };
}

function checkText(expanded: ExpandedText, names: MacroNames, { report }: RuleContext): void {
  const { text, at } = expanded;
  // A template that is filled in later may bring its own names.
  if (hasPlaceholder(text.replace(/\$[A-Za-z0-9_]+/g, ''))) return;
  for (const name of new Set(macrosIn(text))) {
    if (names.has(name) || names.illegal.some((illegal) => text.includes(`$${illegal}`))) continue;
    const macro = quote(`$${name}`);
    const otherCase = names.inAnotherCase(name);
    const similar = otherCase ?? nearest(name, names.all);
    if (otherCase !== undefined) {
      report({
        location: at,
        severity: 'warning',
        message: `${macro} is defined as ${quote(otherCase)}; write both the same way: the guides do not say that the case of macro names is ignored, and if it is not, the macro stands for no domain`,
        fix: renameTo(otherCase, name, expanded),
      });
      continue;
    }
    const hint = similar === undefined ? '' : `; the nearest is ${quote(`$${similar}`)}`;
    report({
      location: at,
      message: `no domain-macro defines ${macro}${hint}; it stands for no domain, so what is written for it reaches no mail`,
      fix: similar === undefined ? null : renameTo(similar, name, expanded),
    });
  }
}

function checkName({ name, use }: MacroDefinition, { report }: RuleContext): void {
  if (LEGAL_NAME.test(name) || hasPlaceholder(name)) return;
  // A name with nothing behind it lacks its domains first of all.
  if (!/\s/.test(use.plainValue ?? '')) return;
  report({
    location: { file: use.file, range: use.nameRange },
    message: `${quote(name)} is no name for a macro: only letters, digits and _ are possible; where it is used, ${quote(`$${name}`)} ends at the first other character and names another macro`,
  });
}

function checkLoop(names: readonly string[], { model, report }: RuleContext): void {
  const definitions = names.flatMap((name) => model.macros.find(name) ?? []);
  const [first, ...others] = definitions.sort((a, b) => a.use.order - b.use.order);
  if (first === undefined) return;
  const way =
    others.length === 0
      ? `${quote(`$${first.name}`)} needs itself for its domains`
      : `${listOf(definitions.map(({ name }) => quote(`$${name}`)))} need each other for their domains`;
  report({
    location: { file: first.use.file, range: first.use.nameRange },
    message: `${way}: a macro loop; name domains instead of one of the macros; PowerMTA refuses to load the file`,
    related: others.map(({ use }) => ({ file: use.file, range: use.nameRange, message: 'part of the loop' })),
  });
}

export const rule: Rule = {
  id: 'undefined-macro',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a $macro that no domain-macro defines, a macro loop, or an impossible macro name',
  check(context) {
    const { model } = context;
    for (const definition of model.macros.definitions) checkName(definition, context);
    for (const names of model.macros.cycles) checkLoop(names, context);
    if (!model.isWhole) return;
    const names = new MacroNames(model);
    for (const expanded of expandedTexts(model)) checkText(expanded, names, context);
  },
};
