import {
  type DirectiveUse,
  isToBeFilledIn,
  type OtherUse,
  placementAt,
  quote,
  type Rule,
  type RuleContext,
  type RuleFinding,
  type SectionUse,
} from '../../kit.ts';
import type { Directive } from '../../../src/catalog/directives.ts';
import { needsArgument, type ArgumentForm } from '../../../src/catalog/sections.ts';
import { expectedValue } from '../../../src/catalog/values.ts';
import { opensBraces } from '../_shared/braces.ts';

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

function formOf(facts: Directive): string {
  const form = expectedValue(facts);
  return form === '' ? '' : `; it takes ${form}`;
}

/** What a directive lacks, as a part of a sentence; undefined where nothing does, or where it cannot be told. */
function lackOf(use: DirectiveUse, facts: Directive): string | undefined {
  if (facts.type === 'unknown') return undefined;
  const name = quote(use.file.slice(use.nameRange));
  const { value, verdict } = use;
  if (value === null) return `${name} has no value${formOf(facts)}`;
  if (verdict === undefined || verdict.ok || verdict.missing !== true || isToBeFilledIn(value))
    return undefined;
  return `${name}: ${verdict.reason}${formOf(facts)}`;
}

const HOSTS = ['smtp-source-host', 'smtp-proxy-source-host'];

/** An address that lacks a part is the reason why its VMTA seems to have none: then nothing is said at the VMTA's tag. */
function coverageOf(use: DirectiveUse): Pick<RuleFinding, 'silencesRange'> {
  const { section, line, file } = use;
  const isAddress = HOSTS.includes(use.name) && section.kind === 'virtual-mta' && section.file === file;
  return isAddress ? { silencesRange: { start: section.tagRange.start, end: line.next } } : {};
}

function checkDirective({ report, model }: RuleContext, use: DirectiveUse): void {
  if (use.broken || opensBraces(use.file, use.line)) return;
  const { facts } = use;
  const isListEnd = use.name === '*' && use.section.scope === 'pattern-list' && use.value === null;
  if (facts === undefined && !isListEnd) return;
  const lack = facts === undefined ? "'*' has no action behind it" : lackOf(use, facts);
  if (lack === undefined || placementAt(model, use.section, use.file, use.line.start) === 'foreign') return;
  report({
    location: { file: use.file, range: use.nameRange },
    message: `${lack}; ${REFUSED}`,
    ...coverageOf(use),
  });
}

function checkPattern({ report, model }: RuleContext, { file, line, section }: OtherUse): void {
  if (line.kind !== 'pattern' || line.problem !== null || line.value !== null) return;
  if (
    section.scope !== 'bounce-category-patterns' ||
    placementAt(model, section, file, line.start) === 'foreign'
  )
    return;
  report({
    location: { file, range: line.regex },
    message: `the pattern ${quote(file.slice(line.regex))} has no category behind it; ${REFUSED}`,
  });
}

function checkTag({ report, model }: RuleContext, section: SectionUse): void {
  const { node, facts, parent, file, argument } = section;
  if (node === null || facts === undefined || parent === null || argument !== null) return;
  const { form } = facts.argument;
  // A tag that nothing closes may be a closing tag that lacks its slash.
  if (
    node.close === null ||
    form === 'none' ||
    !needsArgument(facts, parent.scope) ||
    node.open.problem !== null
  )
    return;
  if (parent === model.root && !model.topScopeIsGiven && model.topScope !== 'global') return;
  if (placementAt(model, section, file, node.tag.start) === 'foreign') return;
  report({
    location: { file, range: node.tag },
    message: `${quote(file.slice(node.tag))} has no argument; it takes ${FORMS[form]}; ${REFUSED}`,
  });
}

export const rule: Rule = {
  id: 'missing-value',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'a directive, pattern or tag without its argument',
  supersedes: ['vmta-without-source-host'],
  check(context) {
    const { model } = context;
    for (const use of model.directives) checkDirective(context, use);
    for (const section of [model.root, ...model.sections]) {
      checkTag(context, section);
      for (const other of section.others) checkPattern(context, other);
    }
  },
};
