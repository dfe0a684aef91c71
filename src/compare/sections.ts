import { getOrMake, pushTo } from '../base/collections.ts';
import { findDirective } from '../catalog/directives.ts';
import type { Strictness } from '../catalog/compare-values.ts';
import { accountingFileOf, idleInAccounting } from '../model/accounting-files.ts';
import { canonicalText } from '../model/source/canonical.ts';
import { DirectiveUse, SectionUse } from '../model/source/content.ts';
import { idleLines } from '../model/queues/idle-lines.ts';
import { macrosIn } from '../model/names/macros.ts';
import type { Model } from '../model/model.ts';
import { argumentKey } from '../model/scopes/argument-key.ts';
import { pairUp, presenceChange, type Change, type ChangeSubject } from './change.ts';
import { RULES, unshared, type Item } from './lists.ts';
import { holdsSecret, namesSecret, shownArgument } from './secret-lines.ts';
import { addsUp, compareValue } from './settings.ts';

/** Compared elsewhere, by effect. */
const ELSEWHERE = new Set(['domain', 'source', 'smtp-pattern-list']);
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

type Values = Map<string, Item[]>;

function valuesOf(sections: readonly SectionUse[], leftOut: ReadonlySet<string>): Values {
  const values: Values = new Map();
  for (const section of sections) {
    const inOrder = READ_IN_ORDER.has(section.scope);
    let nested = 0;
    for (const line of section.content) {
      if (line instanceof DirectiveUse) {
        const { name, value } = line.canonical;
        if (leftOut.has(name) || line.broken) continue;
        pushTo(values, inOrder ? RULES : name, { name, value: value ?? '', line });
      } else if (line instanceof SectionUse) {
        // Sections without a name are compared by their number.
        if (inOrder) pushTo(values, RULES, { name: `<${line.kind}>`, value: `${nested++}`, line });
      } else if (line.line.kind === 'pattern') {
        const { regex, value } = line.line;
        const category = value === null ? '' : line.file.slice(value);
        pushTo(values, RULES, { name: RULES, value: `${line.file.slice(regex)} ${category}`, line });
      }
    }
  }
  return values;
}

/** A line of a list as it is shown. */
function shownItem(list: string, { name, value, line }: Item): string {
  if (line instanceof SectionUse) return name;
  const text = canonicalText(value);
  return name === list ? text : `${name} ${text}`.trimEnd();
}

function compareItems(
  key: string,
  scope: string,
  before: readonly Item[],
  after: readonly Item[],
): { readonly verdict: Strictness; readonly from: readonly Item[]; readonly to: readonly Item[] } {
  if (findDirective(key) !== undefined && !addsUp(key)) {
    const [from, to] = [before.slice(-1), after.slice(-1)];
    return { verdict: compareValue(key, scope, from[0]?.value ?? null, to[0]?.value ?? null), from, to };
  }
  const [from, to] = unshared(key, scope, before, after);
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
      items.length === 0 ? null : items.map((item) => shownItem(key, item)).join('; ');
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
  /** The line or tag that it begins with. */
  readonly first: DirectiveUse | SectionUse;
  readonly kind: string;
  readonly sections: SectionUse[];
  /** The key of the section around. */
  readonly around: string | undefined;
}

/** Sections by kind, argument and the section around them; those without argument also by their number. */
function grouped(model: Model, ids: Map<string, number>): Map<string, Group> {
  const groups = new Map<string, Group>();
  const nameless = new Map<string, number>();
  const keyOf = new Map<SectionUse, string>();
  // A spool may be written as the old directive.
  for (const use of model.root.named('spool')) {
    const key = ` spool ${argumentKey({ kind: 'spool', argument: use.plainValue })}`;
    getOrMake(groups, key, () => ({ first: use, kind: 'spool', sections: [], around: undefined }));
  }
  for (const section of model.sections) {
    const { kind } = section;
    const around = section.parent === null ? undefined : keyOf.get(section.parent);
    let key = `${ids.get(around ?? '') ?? ''} ${kind} ${argumentKey(section)}`;
    if (section.argument === null) {
      const number = nameless.get(key) ?? 0;
      nameless.set(key, number + 1);
      key += `#${number}`;
    }
    getOrMake(ids, key, () => ids.size);
    keyOf.set(section, key);
    if (ELSEWHERE.has(kind)) continue;
    getOrMake(groups, key, () => ({ first: section, kind, sections: [], around })).sections.push(section);
  }
  return groups;
}

function compareSections(before: Model, after: Model): Change[] {
  // Shared, so that a section has the same key in both, however deep it lies.
  const ids = new Map<string, number>();
  const [old, now] = [grouped(before, ids), grouped(after, ids)];
  // What PowerMTA ignores may come and go.
  const idle = ({ kind, sections }: Group): ReadonlySet<string> =>
    kind === 'acct-file'
      ? new Set(['include', ...idleInAccounting(accountingFileOf(sections)).keys()])
      : INCLUDE;
  return pairUp(old, now).flatMap(([, was, is]): Change[] => {
    const group = was ?? is;
    if (group === undefined) return [];
    const { first, kind, around } = group;
    const name = first instanceof SectionUse ? shownArgument(first) : (first.plainValue ?? '');
    const base = { subject: SUBJECTS.get(kind) ?? 'server', name } as const;
    if (was !== undefined && is !== undefined)
      return compareValues(base, kind, valuesOf(was.sections, idle(was)), valuesOf(is.sections, idle(is)));
    // What comes or goes with the section around it is part of that change.
    if (around !== undefined && old.has(around) !== now.has(around)) return [];
    return [presenceChange(base, kind, was?.first ?? null, is?.first ?? null)];
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
  const namesIn = ({ macros }: Model, name: string): string | null => {
    const items = macros.find(name)?.items;
    if (items === undefined) return null;
    const { names } = macros.expand(`$${name}`);
    // As written where it is not worked out.
    return (names.length === 0 ? items : names).join(',');
  };
  // Their order has no meaning in values that take macros.
  const sorted = (names: string | null): string | undefined => names?.split(',').sort().join(',');
  return [...inValues].flatMap((name): Change[] => {
    const [from, to] = [namesIn(before, name), namesIn(after, name)];
    if (from === to || sorted(from) === sorted(to)) return [];
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
  return [...top, ...compareSections(before, after), ...compareMacros(before, after)];
}
