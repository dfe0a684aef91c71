import {
  booleanOf,
  destinationOf,
  type DirectiveUse,
  domainBlocks,
  type DomainLine,
  domainLines,
  editsOf,
  extentOfLine,
  extentWords,
  type Line,
  lineFor,
  listOf,
  type Model,
  Plan,
  type Provider,
  providerQueuesOf,
  providers,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  type SectionUse,
  usesIn,
  valueFor,
} from '../../kit.ts';

/** The providers whose queues a line switches TLS off for. Mail that falls to `<domain *>` is not theirs alone. */
function providersByLine(model: Model): Map<Line, Provider[]> {
  const queues = providerQueuesOf(model);
  const found = new Map<Line, Provider[]>();
  for (const provider of providers()) {
    if (!queues.names(provider)) continue;
    const lines = new Set<Line>();
    for (const { queue, routedBy } of queues.of(provider)) {
      const use = routedBy === 'default' ? null : queue.use('use-starttls');
      if (use !== null) lines.add(use.line);
    }
    for (const line of lines) found.set(line, [...(found.get(line) ?? []), provider]);
  }
  return found;
}

function isForAll(model: Model, { blocks }: DomainLine): boolean {
  return blocks.some(({ argument }) => model.macros.expand(argument ?? '').names.includes('*'));
}

function fixFor(model: Model, { use }: DomainLine): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const plan = new Plan(model);
  plan.set(use.section, 'use-starttls', 'yes');
  return { safety: 'safe', title: 'set use-starttls to yes', edits: editsOf(plan, use) };
}

function reportCleartextMail({ model, optionsIn, report }: RuleContext): void {
  const lines = domainLines(model, 'use-starttls').filter(({ value }) => booleanOf(value) === false);
  if (lines.length === 0) return;
  const ofProviders = providersByLine(model);
  for (const line of lines) {
    const { use, value, blocks } = line;
    const options = optionsIn(use.file);
    const isIgnored = (name: string): boolean => options.includes('ignore', name);
    const named = (ofProviders.get(use.line) ?? []).filter(({ id }) => !isIgnored(id));
    const forAll = isForAll(model, line);
    if (!forAll && named.length === 0) continue;
    const isMeant = (block: SectionUse): boolean =>
      !isIgnored(block.argument ?? '') && destinationOf(model, block) === 'others';
    if (!blocks.some(isMeant)) continue;
    const whose = forAll
      ? 'all domains without a block that says otherwise'
      : listOf(
          named.map(({ name }) => name),
          4,
        );
    const wanted = named.filter(({ requiresTls }) => requiresTls === true).map(({ name }) => name);
    const harm =
      wanted.length > 0
        ? `TLS is expected by ${listOf(wanted, 4)}, and mail without it may be held up or refused`
        : 'anyone on the way can read it, and mailbox providers mark it as not encrypted';
    report({
      location: { file: use.file, range: use.nameRange },
      message: `${quote(`use-starttls ${value}`)} sends the mail for ${whose} in the clear; ${harm}; 'yes' encrypts wherever the receiver offers it${extentWords(extentOfLine(model, line))}`,
      fix: () => fixFor(model, line),
    });
  }
}

/** The line that lets a password go without TLS from the queues of a block; null where none is sent to others. */
function openPassword(model: Model, block: SectionUse): DirectiveUse | null {
  const own = usesIn(block);
  if (!own.has('use-unencrypted-plain-auth') && !own.has('auth-username')) return null;
  const use = lineFor(model, block, 'use-unencrypted-plain-auth');
  const isOpen = booleanOf(valueFor(model, block, 'use-unencrypted-plain-auth')) === true;
  const hasUser = valueFor(model, block, 'auth-username') !== '';
  return isOpen && hasUser && destinationOf(model, block) === 'others' ? use : null;
}

function reportCleartextPasswords({ model, report }: RuleContext): void {
  const seen = new Set<Line>();
  for (const block of domainBlocks(model)) {
    const use = openPassword(model, block);
    if (use === null || seen.has(use.line)) continue;
    seen.add(use.line);
    const isForced = booleanOf(valueFor(model, block, 'require-starttls')) === true;
    const advice = isForced
      ? "only 'require-starttls yes' stands in between: take it out"
      : "take it out, and ask for TLS with 'require-starttls yes'";
    report({
      location: { file: use.file, range: use.nameRange },
      severity: 'error',
      message: `'use-unencrypted-plain-auth' beside 'auth-username' lets the password go over a connection without TLS, and whoever reads it sends mail in your name; ${advice}`,
    });
  }
}

export const rule: Rule = {
  id: 'tls-off',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'mail, or the password for a relay, goes out without encryption',
  options: {
    ignore: {
      type: 'names',
      default: [],
      summary: 'providers (by id) and <domain> tags (their argument) that may stay without TLS',
    },
  },
  check(context) {
    reportCleartextMail(context);
    reportCleartextPasswords(context);
  },
};
