import { getOrMake, pushTo } from '../base/collections.ts';
import { findDirective } from '../catalog/directives.ts';
import { sameValue, strictness, type Strictness } from '../catalog/compare-values.ts';
import { accountingFileOf, idleInAccounting } from '../model/accounting-files.ts';
import { canonicalOf, canonicalText } from '../model/source/canonical.ts';
import { DirectiveUse, SectionUse } from '../model/source/content.ts';
import { foldName } from '../catalog/decisions.ts';
import { idleLines } from '../model/queues/idle-lines.ts';
import { macrosIn } from '../model/names/macros.ts';
import type { Model } from '../model/model.ts';
import type { Change, Line, ChangeSubject } from './change.ts';
import { holdsSecret, shownArgument } from './secret-lines.ts';

/** What other parts of the comparison judge, by its effect. */
const ELSEWHERE = new Set(['domain', 'source', 'smtp-pattern-list', 'spool']);
const TOP_ELSEWHERE = new Set(['http-access', 'domain-macro', 'include', 'spool']);
const INCLUDE: ReadonlySet<string> = new Set(['include']);
/** Lists of what is let in: a shorter one closes an access. */
const LETS_IN = new Set(['relay-domain', 'relay-address']);
/** Sections in which the first line that fits decides, whatever its name. */
const READ_IN_ORDER = new Set(['pattern-list', 'rewrite-list']);

const SUBJECTS: ReadonlyMap<string, ChangeSubject> = new Map([
  ['virtual-mta', 'vmta'],
  ['virtual-mta-pool', 'pool'],
  ['acct-file', 'accounting'],
  ['pattern-list', 'list'],
  ['rewrite-list', 'list'],
  ['address-list', 'list'],
  ['suppression-list', 'list'],
  ['bounce-category-patterns', 'list'],
  ['mx-rollup-list', 'list'],
  ['domain-key-list', 'key'],
  ['smtp-user', 'access'],
  ['smtp-listener', 'access'],
  ['source-group', 'source'],
]);

const SUBJECTS_OF_DIRECTIVES: ReadonlyMap<string, ChangeSubject> = new Map([
  ['domain-key', 'key'],
  ['relay-address', 'access'],
  ['relay-domain', 'access'],
  ['smtp-listener', 'access'],
]);

/** A line of a list, by what it says. */
interface Item {
  readonly name: string;
  readonly text: string;
  readonly line: Line;
}

type Values = Map<string, Item[]>;

const PATTERNS = '/…/';

/** Adds a rule of a list whose first match decides; one that stands there before can decide nothing. */
function pushRule(values: Values, rules: Set<string>, item: Item): void {
  const key = `${item.name} ${item.text}`;
  if (rules.has(key)) return;
  rules.add(key);
  pushTo(values, PATTERNS, item);
}

function valuesOf(sections: readonly SectionUse[], leftOut: ReadonlySet<string>): Values {
  const values: Values = new Map();
  for (const section of sections) {
    const inOrder = READ_IN_ORDER.has(section.kind);
    const rules = new Set<string>();
    for (const line of section.content) {
      if (line instanceof DirectiveUse) {
        const { name, value } = canonicalOf(line);
        if (leftOut.has(name) || line.broken) continue;
        const item = { name, text: canonicalText(value ?? ''), line };
        if (inOrder) pushRule(values, rules, item);
        else pushTo(values, name, item);
      } else if (line instanceof SectionUse) {
        if (inOrder) pushTo(values, PATTERNS, { name: `<${line.kind}>`, text: '', line });
      } else if (line.line.kind === 'pattern') {
        const range = { ...line.line, end: line.line.comment?.start ?? line.line.end };
        pushRule(values, rules, { name: PATTERNS, text: canonicalText(line.file.slice(range)), line });
      }
    }
  }
  return values;
}

/**
 * The part of a line by which lines may be put into any order: all of it, the type of record, or the domain of a key.
 * Undefined where the order may have a meaning.
 */
function sortKeyOf({ name, text }: Item): string | undefined {
  switch (name) {
    case 'address':
    case 'domain':
    case 'relay-address':
    case 'relay-domain':
    case 'smtp-listener':
    case 'virtual-mta':
      return text.toLowerCase();
    case 'record-fields':
      return text.split(' ', 1)[0]?.toLowerCase();
    case 'domain-key':
      return text.split(',', 2)[1]?.toLowerCase();
    default:
      return undefined;
  }
}

/** Lines in an order that is the same for lists of one meaning. */
function settledOrder(items: readonly Item[]): readonly Item[] {
  if (items.length < 2) return items;
  const keyed = items.map((item) => ({ item, key: sortKeyOf(item) }));
  if (keyed.some(({ key }) => key === undefined)) return items;
  return keyed
    .sort(({ key: a = '' }, { key: b = '' }) => (a < b ? -1 : a > b ? 1 : 0))
    .map(({ item }) => item);
}

function alike(scope: string, one: Item | undefined, other: Item | undefined): boolean {
  if (one === undefined || other?.name !== one.name) return false;
  if (one.text === other.text) return true;
  const directive = findDirective(one.name);
  return (
    directive !== undefined &&
    (sameValue(directive, scope, one.text, other.text) ||
      (directive.refKind !== undefined && foldName(one.text) === foldName(other.text)))
  );
}

/** What of two lists is not in the other: of lists in any order what is missing there, else all between what is alike. */
function unshared(
  scope: string,
  before: readonly Item[],
  after: readonly Item[],
): [readonly Item[], readonly Item[]] {
  if ([...before, ...after].every((item) => sortKeyOf(item) === item.text.toLowerCase())) {
    const texts = (items: readonly Item[]): Set<string> =>
      new Set(items.map(({ text }) => text.toLowerCase()));
    const [old, now] = [texts(before), texts(after)];
    return [
      before.filter(({ text }) => !now.has(text.toLowerCase())),
      after.filter(({ text }) => !old.has(text.toLowerCase())),
    ];
  }
  let start = 0;
  while (start < before.length && alike(scope, before[start], after[start])) start++;
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > start && newEnd > start && alike(scope, before[oldEnd - 1], after[newEnd - 1])) {
    oldEnd--;
    newEnd--;
  }
  return [before.slice(start, oldEnd), after.slice(start, newEnd)];
}

function judge(
  key: string,
  scope: string,
  before: readonly Item[],
  after: readonly Item[],
): { readonly verdict: Strictness; readonly from: readonly Item[]; readonly to: readonly Item[] } {
  const directive = findDirective(key);
  if (directive !== undefined && directive.repeatable !== true) {
    const [old, now] = [before.at(-1), after.at(-1)];
    const [from, to] = [old === undefined ? [] : [old], now === undefined ? [] : [now]];
    if (alike(scope, old, now)) return { verdict: 'equal', from, to };
    return { verdict: strictness(directive, scope, old?.text ?? null, now?.text ?? null), from, to };
  }
  const [from, to] = unshared(scope, settledOrder(before), settledOrder(after));
  if (from.length === 0 && to.length === 0) return { verdict: 'equal', from, to };
  const verdict = LETS_IN.has(key) ? (to.length === 0 ? 'stricter' : 'looser') : 'unknown';
  return { verdict, from, to };
}

function compareValues(
  base: { readonly subject: ChangeSubject; readonly name: string },
  scope: string,
  before: Values,
  after: Values,
): Change[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key): Change[] => {
    const { verdict, from, to } = judge(key, scope, before.get(key) ?? [], after.get(key) ?? []);
    if (verdict === 'equal') return [];
    const shown = (items: readonly Item[]): string | null =>
      items.length === 0
        ? null
        : items.map(({ name, text }) => (name === key ? text : `${name} ${text}`.trimEnd())).join('; ');
    return [
      {
        ...base,
        subject: SUBJECTS_OF_DIRECTIVES.get(key) ?? base.subject,
        directive: key,
        before: shown(from),
        after: shown(to),
        ...([...from, ...to].some(({ line }) => holdsSecret(line)) ? { secret: true } : {}),
        verdict,
        old: from[0]?.line ?? null,
        new: to[0]?.line ?? null,
      },
    ];
  });
}

interface Group {
  readonly sections: SectionUse[];
  /** The key of the section around. */
  readonly around: string | undefined;
}

/**
 * Sections by what makes two of them one: their kind and argument, and the section around them. Sections without an
 * argument are told apart by their order among those of their kind.
 */
function grouped(model: Model, ids: Map<string, number>): Map<string, Group> {
  const groups = new Map<string, Group>();
  const nameless = new Map<string, number>();
  const keyOf = new Map<SectionUse, string>();
  for (const section of model.sections) {
    const around = section.parent === null ? undefined : keyOf.get(section.parent);
    let key = `${(around === undefined ? undefined : ids.get(around)) ?? ''} ${section.kind} ${foldName(section.argument ?? '')}`;
    if (section.argument === null) {
      const number = nameless.get(key) ?? 0;
      nameless.set(key, number + 1);
      key += `#${number}`;
    }
    if (!ids.has(key)) ids.set(key, ids.size);
    keyOf.set(section, key);
    if (ELSEWHERE.has(section.kind)) continue;
    getOrMake(groups, key, () => ({ sections: [], around })).sections.push(section);
  }
  return groups;
}

function compareSections(before: Model, after: Model): Change[] {
  // Shared, so that a section has the same key in both, however deep it lies.
  const ids = new Map<string, number>();
  const [old, now] = [grouped(before, ids), grouped(after, ids)];
  // What PowerMTA ignores may come and go.
  const idle = ({ sections }: Group): ReadonlySet<string> =>
    sections[0]?.kind === 'acct-file'
      ? new Set(['include', ...idleInAccounting(accountingFileOf(sections)).keys()])
      : INCLUDE;
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Change[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const [section] = (was ?? is)?.sections ?? [];
    const kind = section?.kind ?? '';
    const name = section === undefined ? '' : shownArgument(section);
    const base = { subject: SUBJECTS.get(kind) ?? 'server', name };
    if (was !== undefined && is !== undefined)
      return compareValues(base, kind, valuesOf(was.sections, idle(was)), valuesOf(is.sections, idle(is)));
    // What comes or goes with the section around it is part of that change.
    const around = (was ?? is)?.around;
    if (around !== undefined && old.has(around) !== now.has(around)) return [];
    return [
      {
        ...base,
        directive: `<${kind}>`,
        before: was ? 'there' : null,
        after: is ? 'there' : null,
        verdict: 'unknown',
        old: was?.sections[0] ?? null,
        new: is?.sections[0] ?? null,
      },
    ];
  });
}

interface Spool {
  readonly content: string;
  readonly secret: boolean;
  readonly line: Line;
}

/** The spools, whether written as a section or as the old one-line directive. */
function spoolsOf(model: Model): Map<string, Spool> {
  const spools = new Map<string, Spool>();
  const add = (path: string, { content, secret, line }: Spool): void => {
    const known = spools.get(path);
    const both = {
      content: `${known?.content ?? ''} | ${content}`,
      secret: secret || known?.secret === true,
    };
    spools.set(path, known === undefined ? { content, secret, line } : { ...known, ...both });
  };
  for (const use of model.root.named('spool'))
    add(use.plainValue ?? '', { content: '', secret: false, line: use });
  for (const section of model.sectionsOf('spool')) {
    const content = [...valuesOf([section], new Set())].map(
      ([name, items]) => `${name} ${items.map(({ text }) => text).join(' ')}`,
    );
    const secret = section.content.some(holdsSecret);
    add(section.argument ?? '', { content: content.join('; '), secret, line: section });
  }
  return spools;
}

function compareSpools(before: Model, after: Model): Change[] {
  const [old, now] = [spoolsOf(before), spoolsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path): Change[] => {
    const [was, is] = [old.get(path), now.get(path)];
    if (was?.content === is?.content) return [];
    return [
      {
        subject: 'server',
        name: path,
        directive: '<spool>',
        before: was?.content ?? null,
        after: is?.content ?? null,
        ...(was?.secret === true || is?.secret === true ? { secret: true } : {}),
        verdict: 'unknown',
        old: was?.line ?? null,
        new: is?.line ?? null,
      },
    ];
  });
}

/** Macros that stand in values of directives, or in macros that do. */
function macrosInValues(model: Model): Set<string> {
  const found = new Set<string>();
  const add = (text: string): void => {
    for (const name of macrosIn(text)) {
      if (found.has(name)) continue;
      found.add(name);
      for (const item of model.macros.find(name)?.items ?? []) if (item.includes('$')) add(item);
    }
  };
  for (const use of model.directives) {
    const value = use.name === 'domain-macro' ? null : use.value;
    if (value?.includes('$') === true) add(value);
  }
  return found;
}

/** Macros whose change shows in no text that is compared elsewhere; what tags stand for is compared with the queues. */
function compareMacros(before: Model, after: Model): Change[] {
  const inValues = new Set([...macrosInValues(before), ...macrosInValues(after)]);
  return [...before.macros.names].flatMap((name): Change[] => {
    if (!inValues.has(name)) return [];
    const [from = '', to = ''] = [before, after].map((model) =>
      model.macros.expand(`$${name}`).names.join(','),
    );
    if (from === to) return [];
    return [
      {
        subject: 'list',
        name,
        directive: 'domain-macro',
        before: from,
        after: to,
        verdict: 'unknown',
        old: before.macros.find(name)?.use ?? null,
        new: after.macros.find(name)?.use ?? null,
      },
    ];
  });
}

/** Names whose lines at the top level are compared elsewhere, or do nothing: of a fragment for `<domain>` as in a block. */
function notCompared(model: Model): ReadonlySet<string> {
  if (model.topScope !== 'domain') return TOP_ELSEWHERE;
  const idle = idleLines(model).flatMap(({ use, blocks }) => (blocks.includes(model.root) ? [use.name] : []));
  return new Set([...TOP_ELSEWHERE, ...idle]);
}

/** Changes of what stands at the top level and in sections, apart from queues, sources and the web monitor. */
export function compareContent(before: Model, after: Model): Change[] {
  const scope = before.topScope === after.topScope ? before.topScope : 'global';
  const top = compareValues(
    { subject: 'server', name: '' },
    scope,
    valuesOf([before.root], notCompared(before)),
    valuesOf([after.root], notCompared(after)),
  );
  return [
    ...top,
    ...compareSections(before, after),
    ...compareSpools(before, after),
    ...compareMacros(before, after),
  ];
}
