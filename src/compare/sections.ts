import { getOrMake, pushTo } from '../base/collections.ts';
import { findDirective } from '../catalog/directives.ts';
import { sameValue, strictness, type Strictness } from '../catalog/compare-values.ts';
import { accountingFileOf, idleInAccounting } from '../model/accounting-files.ts';
import { canonicalText } from '../model/source/canonical.ts';
import { DirectiveUse, SectionUse } from '../model/source/content.ts';
import { foldName } from '../catalog/decisions.ts';
import { idleLines } from '../model/queues/idle-lines.ts';
import { macrosIn } from '../model/names/macros.ts';
import type { Model } from '../model/model.ts';
import {
  differingPart,
  pairUp,
  presenceChange,
  type Change,
  type ChangeSubject,
  type Line,
} from './change.ts';
import { holdsSecret, namesSecret, shownArgument } from './secret-lines.ts';

/** Compared elsewhere, by effect. */
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

function valuesOf(sections: readonly SectionUse[], leftOut: ReadonlySet<string>): Values {
  const values: Values = new Map();
  for (const section of sections) {
    const inOrder = READ_IN_ORDER.has(section.kind);
    const rules = new Set<string>();
    // A rule that repeats an earlier one decides nothing.
    const addRule = (item: Item): void => {
      const key = `${item.name} ${item.text}`;
      if (!rules.has(key)) pushTo(values, PATTERNS, item);
      rules.add(key);
    };
    for (const line of section.content) {
      if (line instanceof DirectiveUse) {
        const { name, value } = line.canonical;
        if (leftOut.has(name) || line.broken) continue;
        const item = { name, text: canonicalText(value ?? ''), line };
        if (inOrder) addRule(item);
        else pushTo(values, name, item);
      } else if (line instanceof SectionUse) {
        if (inOrder) pushTo(values, PATTERNS, { name: `<${line.kind}>`, text: '', line });
      } else if (line.line.kind === 'pattern') {
        const range = { ...line.line, end: line.line.comment?.start ?? line.line.end };
        addRule({ name: PATTERNS, text: canonicalText(line.file.slice(range)), line });
      }
    }
  }
  return values;
}

/** What lines may be sorted by: all of it, the record type, or a key's domain. Undefined where order may matter. */
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
function inFixedOrder(items: readonly Item[]): readonly Item[] {
  const keyed = items.map((item) => ({ item, key: sortKeyOf(item) }));
  if (keyed.some(({ key }) => key === undefined)) return items;
  return keyed
    .sort(({ key: a = '' }, { key: b = '' }) => (a < b ? -1 : a > b ? 1 : 0))
    .map(({ item }) => item);
}

function isAlike(scope: string, one: Item, other: Item): boolean {
  if (other.name !== one.name) return false;
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
    const without = (items: readonly Item[], others: readonly Item[]): Item[] => {
      const texts = new Set(others.map(({ text }) => text.toLowerCase()));
      return items.filter(({ text }) => !texts.has(text.toLowerCase()));
    };
    return [without(before, after), without(after, before)];
  }
  const { start, oldEnd, newEnd } = differingPart(before, after, (a, b) => isAlike(scope, a, b));
  return [before.slice(start, oldEnd), after.slice(start, newEnd)];
}

function compareItems(
  key: string,
  scope: string,
  before: readonly Item[],
  after: readonly Item[],
): { readonly verdict: Strictness; readonly from: readonly Item[]; readonly to: readonly Item[] } {
  const directive = findDirective(key);
  if (directive !== undefined && directive.repeatable !== true) {
    const [from, to] = [before.slice(-1), after.slice(-1)];
    const [[old], [now]] = [from, to];
    if (old !== undefined && now !== undefined && isAlike(scope, old, now))
      return { verdict: 'equal', from, to };
    return { verdict: strictness(directive, scope, old?.text ?? null, now?.text ?? null), from, to };
  }
  const [from, to] = unshared(scope, inFixedOrder(before), inFixedOrder(after));
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
  return pairUp(before, after).flatMap(([key, was = [], is = []]): Change[] => {
    const { verdict, from, to } = compareItems(key, scope, was, is);
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

/** Sections by kind, argument and the section around them; those without argument also by their number. */
function grouped(model: Model, ids: Map<string, number>): Map<string, Group> {
  const groups = new Map<string, Group>();
  const nameless = new Map<string, number>();
  const keyOf = new Map<SectionUse, string>();
  for (const section of model.sections) {
    const around = section.parent === null ? undefined : keyOf.get(section.parent);
    let key = `${ids.get(around ?? '') ?? ''} ${section.kind} ${foldName(section.argument ?? '')}`;
    if (section.argument === null) {
      const number = nameless.get(key) ?? 0;
      nameless.set(key, number + 1);
      key += `#${number}`;
    }
    getOrMake(ids, key, () => ids.size);
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
  return pairUp(old, now).flatMap(([, was, is]): Change[] => {
    const [section] = (was ?? is)?.sections ?? [];
    const kind = section?.kind ?? '';
    const name = section === undefined ? '' : shownArgument(section);
    const base = { subject: SUBJECTS.get(kind) ?? 'server', name } as const;
    if (was !== undefined && is !== undefined)
      return compareValues(base, kind, valuesOf(was.sections, idle(was)), valuesOf(is.sections, idle(is)));
    // What comes or goes with the section around it is part of that change.
    const around = (was ?? is)?.around;
    if (around !== undefined && old.has(around) !== now.has(around)) return [];
    return [presenceChange(base, kind, was?.sections, is?.sections)];
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
  const add = (path: string, spool: Spool): void => {
    const known = spools.get(path);
    const both = known && {
      content: `${known.content} | ${spool.content}`,
      secret: spool.secret || known.secret,
      line: known.line,
    };
    spools.set(path, both ?? spool);
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
  return pairUp(old, now).flatMap(([path, was, is]): Change[] => {
    if (was?.content === is?.content) return [];
    return [
      {
        subject: 'server',
        name: path,
        directive: '<spool>',
        before: was?.content ?? null,
        after: is?.content ?? null,
        ...(was?.secret || is?.secret ? { secret: true } : {}),
        verdict: 'unknown',
        old: was?.line ?? null,
        new: is?.line ?? null,
      },
    ];
  });
}

/** Macros in values of directives, or in macros that are in them. */
function macrosInValues(model: Model, isMeant: (use: DirectiveUse) => boolean = () => true): Set<string> {
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
    if (value?.includes('$') === true && isMeant(use)) add(value);
  }
  return found;
}

/** Macros whose change shows in no text that is compared elsewhere; what tags stand for is compared with the queues. */
function compareMacros(before: Model, after: Model): Change[] {
  const inValues = new Set([...macrosInValues(before), ...macrosInValues(after)]);
  const inSecrets = new Set(
    [before, after].flatMap((model) => [...macrosInValues(model, ({ name }) => namesSecret(name))]),
  );
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
        ...(inSecrets.has(name) ? { secret: true } : {}),
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

/** Changes of what is at the top level and in sections, apart from queues, sources and the web monitor. */
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
