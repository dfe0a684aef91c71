import { defineRule, groupBy, hasPlaceholder, listOf, nearest, quote } from '../../kit.ts';
import type { Model, RuleContext, RuleFix } from '../../kit.ts';
import { macrosIn, type MacroDefinition } from '../../../src/model/names/macros.ts';
import { expandedTexts, type ExpandedText } from '../_shared/expanded-texts.ts';

const VALID_NAME = /^[A-Za-z0-9_]+$/;

const quoteMacro = (name: string): string => quote(`$${name}`);

const messages = {
  differentCase: ({ subject, defined }: { subject: string; defined: string }) => ({
    message: `${quoteMacro(subject)} is defined as ${quote(defined)}; write both the same way: the guides do not say that the case of macro names is ignored, and if it is not, the macro stands for no domain`,
  }),
  notDefined: ({ subject, similar }: { subject: string; similar: string | null }) => ({
    message: `no domain-macro defines ${quoteMacro(subject)}${similar === null ? '' : `; the nearest is ${quoteMacro(similar)}`}; it stands for no domain, so what is written for it reaches no mail`,
  }),
  invalidName: ({ name }: { name: string }) => ({
    message: `${quote(name)} is no name for a macro: only letters, digits and _ are possible; where it is used, ${quoteMacro(name)} ends at the first other character and names another macro`,
  }),
  loop: ({ macros }: { macros: readonly string[] }) => {
    const need = macros.length === 1 ? 'needs itself for its domains' : 'need each other for their domains';
    return {
      message: `${listOf(macros.map(quoteMacro))} ${need}: a macro loop; name domains instead of one of the macros; PowerMTA refuses to load the file`,
    };
  },
};
type Context = RuleContext<typeof messages>;

/** The names that `domain-macro` lines define; also a misplaced line, which another rule reports. */
function definedNames(model: Model) {
  const written = model.named('domain-macro').flatMap((use) => /^\S+/.exec(use.plainValue ?? '')?.[0] ?? []);
  const known = new Set(written);
  const all = [...known];
  return {
    all,
    known,
    byFolded: groupBy(all, (name) => name.toLowerCase()),
    /** A use ends at the first character that is not allowed: `$my-list` is read as `$my` and `-list`. */
    invalid: all.filter((name) => !VALID_NAME.test(name)),
  };
}

/** Replaces the unknown name by a defined one, everywhere in the text. */
function renameTo(to: string, name: string, { isTag, location, range }: ExpandedText): RuleFix | null {
  if (range === null) return null;
  const effect = isTag ? 'the block applies to its domains' : 'the line applies to its items';
  const { file } = location;
  const uses = file.slice(range).matchAll(new RegExp(`\\$${name}(?![A-Za-z0-9_])`, 'g'));
  const edits = Array.from(uses, ({ index }) => {
    const start = range.start + index + 1;
    return { file, range: { start, end: start + name.length }, text: to };
  });
  return edits.length === 0 ? null : { effect: 'unsafe', title: `$${name} → $${to}: ${effect}`, edits };
}

type Names = ReturnType<typeof definedNames>;

function checkText(expanded: ExpandedText, names: Names, { report }: Context): void {
  const { text, location } = expanded;
  // A template that is filled in later may bring its own names.
  if (hasPlaceholder(text, true)) return;
  for (const subject of new Set(macrosIn(text))) {
    if (names.known.has(subject) || names.invalid.some((name) => text.includes(`$${name}`))) continue;
    const [defined, ...more] = names.byFolded.get(subject.toLowerCase()) ?? [];
    if (defined !== undefined && more.length === 0) {
      const fix = renameTo(defined, subject, expanded);
      report({ location, severity: 'warning', messageId: 'differentCase', data: { subject, defined }, fix });
    } else {
      const similar = nearest(subject, names.all) ?? null;
      const fix = similar === null ? null : renameTo(similar, subject, expanded);
      report({ location, messageId: 'notDefined', data: { subject, similar }, fix });
    }
  }
}

function checkName({ name, use }: MacroDefinition, { report }: Context): void {
  if (VALID_NAME.test(name) || hasPlaceholder(name)) return;
  // A name without a list is incomplete first of all.
  if (!/\s/.test(use.plainValue ?? '')) return;
  report({ location: use.nameLocation, messageId: 'invalidName', data: { name } });
}

function checkLoop(names: readonly string[], { model, report }: Context): void {
  const definitions = names.flatMap((name) => model.macros.find(name) ?? []);
  const [first, ...others] = definitions.sort((a, b) => a.use.order - b.use.order);
  if (first === undefined) return;
  const data = { macros: definitions.map(({ name }) => name) };
  const related = others.map(({ use }) => ({ ...use.nameLocation, message: 'part of the loop' }));
  report({ location: first.use.nameLocation, messageId: 'loop', data, related });
}

export const rule = defineRule({
  id: 'undefined-macro',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a $macro that no domain-macro defines, a macro loop, or an impossible macro name',
  messages,
  check(context) {
    const { model } = context;
    for (const definition of model.macros.definitions) checkName(definition, context);
    for (const names of model.macros.cycles) checkLoop(names, context);
    if (!model.knows('files')) return;
    const names = definedNames(model);
    for (const expanded of expandedTexts(model)) checkText(expanded, names, context);
  },
});
