import {
  canonicalOf,
  type DirectiveUse,
  haveOneValue,
  type Model,
  quote,
  removeLine,
  type Rule,
  type RuleContext,
  type RuleFix,
  type SectionUse,
  shownValue,
  type SourceFile,
} from '../../kit.ts';

/** A rule of its own speaks of it. */
const LEFT_OUT = new Set(['records']);

/** The name under which uses are rivals: aliases count as one name, deprecated names as what they stand for. */
function rivalName(use: DirectiveUse): string | undefined {
  const { facts } = use;
  if (facts === undefined || use.broken || use.value === null) return undefined;
  if (facts.repeatable === true || facts.miniLanguage === true || LEFT_OUT.has(facts.name)) return undefined;
  return [canonicalOf(use).name, ...(facts.aliases ?? [])].sort()[0];
}

/** Files of the shipped defaults: the user's files are meant to override them. */
function shippedFiles(model: Model): ReadonlySet<SourceFile> {
  const shipped = new Set<SourceFile>(model.defaults === null ? [] : [model.defaults]);
  for (const { use, files } of model.includes)
    if (shipped.has(use.file)) for (const file of files) shipped.add(file);
  return shipped;
}

/** Takes the later line out; a comment behind it stays. */
function withoutLater({ file, line, continuation }: DirectiveUse): RuleFix | null {
  if (continuation.length > 0) return null;
  const edit =
    line.comment === null
      ? removeLine(file, line)
      : { file, range: { start: line.name.start, end: line.comment.start }, text: '' };
  return { safety: 'safe', title: 'remove the later of the two lines', edits: [edit] };
}

/** Reports a pair; false where there is nothing to say: equal values in two files are no mistake. */
function reportPair(
  earlier: DirectiveUse,
  later: DirectiveUse,
  isNext: boolean,
  { report }: RuleContext,
): boolean {
  const inOneFile = earlier.file === later.file;
  const isEqual = haveOneValue(earlier, later);
  if (isEqual && !inOneFile) return false;
  const name = quote(later.name);
  const block = later.section.node === null ? 'at the top of this file' : `in this <${later.section.kind}>`;
  const where = inOneFile ? block : 'by the main file and by a file that it includes';
  const other =
    earlier.name === later.name ? '' : ` (the earlier time as ${quote(earlier.name)}, which means the same)`;
  report({
    location: { file: later.file, range: later.nameRange },
    // Equal values are a mistake only where a second line is known to be one.
    severity: isEqual && later.facts?.repeatable !== false ? 'info' : 'warning',
    message: isEqual
      ? `${name} stands twice ${where} with the same value${other}; one line is enough, and whoever changes only the first one changes nothing`
      : `${name} is set twice ${where}${other}, to ${shownValue(earlier)} and then to ${shownValue(later)}; only one value can hold, most likely the later one; keep the one that is meant`,
    related: [{ file: earlier.file, range: earlier.nameRange, message: 'set here before' }],
    // With another value in between, the later line is the one that holds.
    fix: isEqual && isNext ? withoutLater(later) : null,
  });
  return true;
}

/** Whether a line of a template engine stands between two uses: then one of them may be gone when it has run. */
function areAlternatives(section: SectionUse, earlier: DirectiveUse, later: DirectiveUse): boolean {
  return section.others.some(
    ({ line, order }) => line.kind === 'template' && order > earlier.order && order < later.order,
  );
}

/** The uses of one name in one block so far. */
interface Uses {
  last: DirectiveUse;
  lastOfMain: DirectiveUse | undefined;
  readonly byFile: Map<SourceFile, DirectiveUse>;
}

/**
 * Of two files only the main configuration and what it includes are rivals: parts beside each other may be there to
 * choose from.
 */
function rivalsOf(
  use: DirectiveUse,
  { last, lastOfMain, byFile }: Uses,
  { kind, main }: Model,
): DirectiveUse[] {
  const elsewhere = kind !== 'main' ? undefined : use.file === main ? last : lastOfMain;
  return [elsewhere, byFile.get(use.file)].filter((rival) => rival !== undefined);
}

function checkSection(section: SectionUse, shipped: ReadonlySet<SourceFile>, context: RuleContext): void {
  const { model } = context;
  const known = new Map<string, Uses>();
  // A file that is included twice is no rival of itself.
  const seen = new Set<unknown>();
  for (const use of section.directives) {
    const name = rivalName(use);
    if (name === undefined || shipped.has(use.file) || seen.has(use.line)) continue;
    seen.add(use.line);
    const uses = known.get(name);
    if (uses === undefined) {
      const lastOfMain = use.file === model.main ? use : undefined;
      known.set(name, { last: use, lastOfMain, byFile: new Map([[use.file, use]]) });
      continue;
    }
    for (const rival of rivalsOf(use, uses, model)) {
      if (areAlternatives(section, rival, use)) continue;
      if (reportPair(rival, use, rival === uses.last, context)) break;
    }
    uses.last = use;
    uses.byFile.set(use.file, use);
    if (use.file === model.main) uses.lastOfMain = use;
  }
}

export const rule: Rule = {
  id: 'duplicate-directive',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a directive that holds one value, set twice in one block',
  check(context) {
    const { model } = context;
    const shipped = shippedFiles(model);
    for (const section of [model.root, ...model.sections]) {
      if (section.facts?.content !== 'mini-language') checkSection(section, shipped, context);
    }
  },
};
