import { defineRule, hasPlaceholder, placementAt, quote } from '../../kit.ts';
import type { DirectiveUse, OtherUse, Range, RuleContext, SectionUse } from '../../kit.ts';
import { needsArgument, type ArgumentForm } from '../../../src/catalog/sections.ts';
import { expectedValue } from '../../../src/catalog/values.ts';
import { opensBraces } from '../_shared/braces.ts';
import { isScopeGuessed, placementOfLine } from '../_shared/lines.ts';

const REFUSED = "PowerMTA answers 'argument missing' and refuses to load the file";

/** What the argument of a tag is, in words. */
const FORMS: Readonly<Record<Exclude<ArgumentForm, 'none'>, string>> = {
  name: 'a name',
  path: 'a path',
  'path-or-pipe': 'a path, or | and a command',
  'ip-or-cidr-or-name': 'an address, a network or a name',
  'ip:port': 'an address with a port',
  'domain-pattern': 'a domain, or * for all',
};

function takes(expected: string): string {
  return expected === '' ? '' : `; it takes ${expected}`;
}

const messages = {
  noValue: ({ name, expected }: { name: string; expected: string }) => ({
    message: `${quote(name)} has no value${takes(expected)}; ${REFUSED}`,
  }),
  /** `reason` is what the catalog says of a value without one of its parts. */
  incomplete: ({ name, reason, expected }: { name: string; reason: string; expected: string }) => ({
    message: `${quote(name)}: ${reason}${takes(expected)}; ${REFUSED}`,
  }),
  noAction: () => ({ message: `'*' has no action behind it; ${REFUSED}` }),
  noCategory: ({ pattern }: { pattern: string }) => ({
    message: `the pattern ${quote(pattern)} has no category behind it; ${REFUSED}`,
  }),
  noArgument: ({ tag, form }: { tag: string; form: keyof typeof FORMS }) => ({
    message: `${quote(tag)} has no argument; it takes ${FORMS[form]}; ${REFUSED}`,
  }),
};
type Context = RuleContext<typeof messages>;

const HOSTS = ['smtp-source-host', 'smtp-proxy-source-host'];

/** An incomplete address is the reason why its VMTA seems to have none, so nothing is reported at the VMTA's tag. */
function suppressedRange({ name, section, line, file }: DirectiveUse): { silencesRange?: Range } {
  const isAddress = HOSTS.includes(name) && section.kind === 'virtual-mta' && section.file === file;
  return isAddress ? { silencesRange: { start: section.tagRange.start, end: line.next } } : {};
}

/** What the line of a directive misses; null for nothing. */
function missingIn({ name, section, facts, value, verdict, file, nameRange }: DirectiveUse) {
  if (facts === undefined && name === '*' && section.scope === 'pattern-list' && value === null)
    return { messageId: 'noAction' } as const;
  if (facts === undefined || facts.type === 'unknown') return null;
  const data = { name: file.slice(nameRange), expected: expectedValue(facts) };
  if (value === null) return { messageId: 'noValue', data } as const;
  if (verdict?.ok !== false || verdict.missing !== true || hasPlaceholder(value)) return null;
  return { messageId: 'incomplete', data: { ...data, reason: verdict.reason } } as const;
}

function checkDirective({ report, model }: Context, use: DirectiveUse): void {
  const missing = use.broken || opensBraces(use) ? null : missingIn(use);
  if (missing === null || placementOfLine(model, use) === 'foreign') return;
  report({ location: use.nameLocation, ...missing, ...suppressedRange(use) });
}

function checkPattern({ report, model }: Context, other: OtherUse): void {
  const { file, line, section } = other;
  if (line.kind !== 'pattern' || line.problem !== null || line.value !== null) return;
  if (section.scope !== 'bounce-category-patterns' || placementOfLine(model, other) === 'foreign') return;
  const range = line.regex;
  report({ location: { file, range }, messageId: 'noCategory', data: { pattern: file.slice(range) } });
}

function checkTag({ report, model }: Context, section: SectionUse): void {
  const { node, facts, parent, file, argument } = section;
  if (node === null || facts === undefined || parent === null || argument !== null) return;
  const { form } = facts.argument;
  if (form === 'none' || !needsArgument(facts, parent.scope)) return;
  // A tag that nothing closes may be a closing tag without its slash.
  if (node.close === null || node.open.problem !== null) return;
  if (isScopeGuessed(model, parent) && model.topScope !== 'global') return;
  if (placementAt(model, section, file, node.tag.start) === 'foreign') return;
  const data = { tag: file.slice(node.tag), form };
  report({ location: section.tagLocation, messageId: 'noArgument', data });
}

export const rule = defineRule({
  id: 'missing-value',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a directive, pattern or tag without its argument',
  supersedes: ['vmta-without-source-host'],
  messages,
  check(context) {
    const { model } = context;
    for (const use of model.directives) checkDirective(context, use);
    for (const section of model.allSections) {
      checkTag(context, section);
      for (const other of section.others) checkPattern(context, other);
    }
  },
});
