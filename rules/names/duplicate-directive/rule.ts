import { defineRule, getOrMake, haveOneValue, quote, shownValue } from '../../kit.ts';
import type { DirectiveUse, Line, RuleContext, SectionUse, SourceFile } from '../../kit.ts';
import { removalOf } from '../_shared/line-fixes.ts';
import { shippedFiles } from '../_shared/shipped-files.ts';

/** `earlierName` is null for the same name, `section` for the top level. */
type Pair = Readonly<Record<'earlierName' | 'section', string | null> & { name: string }>;

function blockOf({ section }: Pair): string {
  return section === null ? 'at the top of this file' : `in this <${section}>`;
}

function otherName({ earlierName }: Pair): string {
  return earlierName === null ? '' : ` (the earlier time as ${quote(earlierName)}, which means the same)`;
}

const messages = {
  sameValue: (pair: Pair) => ({
    message: `${quote(pair.name)} stands twice ${blockOf(pair)} with the same value${otherName(pair)}; one line is enough, and whoever changes only the first one changes nothing`,
  }),
  differentValues: (pair: Pair & { inOneFile: boolean; values: readonly [string, string] }) => {
    const where = pair.inOneFile ? blockOf(pair) : 'by the main file and by a file that it includes';
    return {
      message: `${quote(pair.name)} is set twice ${where}${otherName(pair)}, to ${pair.values.join(' and then to ')}; only one value can hold, most likely the later one; keep the one that is meant`,
    };
  },
};

type Context = RuleContext<typeof messages>;

/** The name under which lines are compared: the same for aliases, and for a deprecated name and its replacement. */
function comparedName(use: DirectiveUse): string | undefined {
  const { facts } = use;
  if (facts === undefined || use.broken || use.value === null) return undefined;
  // Another rule checks `records`.
  if (facts.repeatable === true || facts.miniLanguage === true || facts.name === 'records') return undefined;
  const { name } = use.canonical;
  return facts.aliases === undefined ? name : [name, ...facts.aliases].sort()[0];
}

function reportPair(earlier: DirectiveUse, later: DirectiveUse, isNext: boolean, { report }: Context): void {
  const { section, name, nameLocation: location, facts } = later;
  const earlierName = earlier.name === name ? null : earlier.name;
  const pair: Pair = { name, earlierName, section: section.node === null ? null : section.kind };
  const related = [{ ...earlier.nameLocation, message: 'set here before' }];
  if (!haveOneValue(earlier, later)) {
    const values = [shownValue(earlier), shownValue(later)] as const;
    const data = { ...pair, inOneFile: earlier.file === later.file, values };
    report({ location, messageId: 'differentValues', data, related });
    return;
  }
  // Equal values are a mistake only where a second line is known to be one.
  const severity = facts?.repeatable === false ? 'warning' : 'info';
  // With another value in between, the later line is the effective one.
  const fix = isNext ? removalOf(later, 'remove the later of the two lines') : null;
  report({ location, severity, messageId: 'sameValue', data: pair, related, fix });
}

/** Whether a use repeats an earlier one by mistake. */
function isRepeated(section: SectionUse, earlier: DirectiveUse, later: DirectiveUse): boolean {
  // A line of a template engine between two uses may remove one of them.
  const between = section.others.filter(({ order }) => order > earlier.order && order < later.order);
  const areAlternatives = between.some(({ line }) => line.kind === 'template');
  // Equal values in two files are not a mistake.
  return !areAlternatives && (earlier.file === later.file || !haveOneValue(earlier, later));
}

function checkSection(section: SectionUse, shipped: ReadonlySet<SourceFile>, context: Context): void {
  const { kind, main } = context.model;
  // By name, the last use in each file, and in all under null.
  const lastUses = new Map<string, Map<SourceFile | null, DirectiveUse>>();
  // A file that is included twice does not repeat itself.
  const seen = new Set<Line>();
  for (const use of section.directives) {
    const { file, line } = use;
    const name = comparedName(use);
    if (name === undefined || shipped.has(file) || seen.has(line)) continue;
    seen.add(line);
    const last = getOrMake(lastUses, name, () => new Map<SourceFile | null, DirectiveUse>());
    // Two files that the main configuration includes may be there to choose from, so only each with it is compared.
    const elsewhere = kind === 'main' ? last.get(file === main ? null : main) : undefined;
    const earlier = [elsewhere, last.get(file)].find((other) => other && isRepeated(section, other, use));
    if (earlier !== undefined) reportPair(earlier, use, earlier === last.get(null), context);
    last.set(null, use).set(file, use);
  }
}

export const rule = defineRule({
  id: 'duplicate-directive',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['neutral'],
  summary: 'a directive that holds one value, set twice in one block',
  messages,
  check(context) {
    const { model } = context;
    const shipped = shippedFiles(model);
    for (const section of model.allSections)
      if (section.facts?.content !== 'mini-language') checkSection(section, shipped, context);
  },
});
