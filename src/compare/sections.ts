import { findDirective, type Directive } from '../catalog/directives.ts';
import { sameValue, strictness, type Strictness } from '../catalog/compare-values.ts';
import { canonicalOf, canonicalText } from '../model/canonical.ts';
import { DirectiveUse, SectionUse } from '../model/content.ts';
import { foldName } from '../model/decisions.ts';
import type { Model } from '../model/model.ts';
import type { Change, Subject } from './change.ts';

/** What other parts of the comparison judge, by its effect. */
const ELSEWHERE = new Set(['domain', 'source', 'smtp-pattern-list', 'spool']);
const TOP_ELSEWHERE = new Set(['http-access', 'domain-macro', 'include', 'spool']);
/** Lists of what is let in: a shorter one closes an access. */
const LETS_IN = new Set(['relay-domain', 'relay-address']);

const SUBJECTS: Readonly<Record<string, Subject>> = {
  'virtual-mta': 'vmta',
  'virtual-mta-pool': 'pool',
  'acct-file': 'accounting',
  'pattern-list': 'list',
  'rewrite-list': 'list',
  'address-list': 'list',
  'bounce-category-patterns': 'list',
  'mx-rollup-list': 'list',
  'domain-key-list': 'key',
};

type Values = Map<string, string[]>;

function push(values: Values, name: string, value: string): void {
  const known = values.get(name);
  if (known === undefined) values.set(name, [value]);
  else known.push(value);
}

function valuesOf(sections: readonly SectionUse[], leftOut: ReadonlySet<string>): Values {
  const values: Values = new Map();
  for (const section of sections) {
    for (const entry of section.content) {
      if (entry instanceof DirectiveUse) {
        const { name, value } = canonicalOf(entry);
        if (!leftOut.has(name) && !entry.broken) push(values, name, canonicalText(value ?? ''));
      } else if (!(entry instanceof SectionUse) && entry.line.kind === 'pattern') {
        push(
          values,
          '/…/',
          canonicalText(
            entry.file.slice({ ...entry.line, end: entry.line.comment?.start ?? entry.line.end }),
          ),
        );
      }
    }
  }
  return values;
}

function sameList(
  directive: Directive | undefined,
  scope: string,
  a: readonly string[],
  b: readonly string[],
): boolean {
  const alike = (one: string, other: string): boolean =>
    one === other ||
    (directive !== undefined && sameValue(directive, scope, one, other)) ||
    (directive?.refKind !== undefined && foldName(one) === foldName(other));
  return a.length === b.length && a.every((value, index) => alike(value, b[index] ?? ''));
}

function isSubsequence(short: readonly string[], long: readonly string[]): boolean {
  let at = 0;
  for (const value of long) if (value === short[at]) at++;
  return at === short.length;
}

function judge(name: string, scope: string, before: readonly string[], after: readonly string[]): Strictness {
  const directive = findDirective(name);
  const single = directive?.repeatable !== true;
  if (directive !== undefined && single) {
    const [from, to] = [before.at(-1) ?? null, after.at(-1) ?? null];
    if (from !== null && to !== null && sameList(directive, scope, [from], [to])) return 'equal';
    return strictness(directive, scope, from, to);
  }
  if (sameList(directive, scope, before, after)) return 'equal';
  if (LETS_IN.has(name)) return isSubsequence(after, before) ? 'stricter' : 'looser';
  return 'unknown';
}

function compareValues(
  base: { readonly subject: Subject; readonly name: string },
  scope: string,
  before: Values,
  after: Values,
): Change[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((directive) => {
    const [from, to] = [before.get(directive) ?? [], after.get(directive) ?? []];
    const verdict = judge(directive, scope, from, to);
    const shown = (values: readonly string[]): string | null =>
      values.length === 0 ? null : values.join('; ');
    return verdict === 'equal'
      ? []
      : [{ ...base, directive, before: shown(from), after: shown(to), verdict }];
  });
}

/**
 * Sections by what makes two of them one: their kind and argument, and the section around them. Sections without an
 * argument are told apart by their order among those of their kind.
 */
function grouped(model: Model, ids: Map<string, number>): Map<string, SectionUse[]> {
  const groups = new Map<string, SectionUse[]>();
  const nameless = new Map<string, number>();
  const idOf = new Map<SectionUse, number>();
  for (const section of model.sections) {
    const around = section.parent === null ? undefined : idOf.get(section.parent);
    let key = `${around ?? ''} ${section.kind} ${foldName(section.argument ?? '')}`;
    if (section.argument === null) {
      const number = nameless.get(key) ?? 0;
      nameless.set(key, number + 1);
      key += `#${number}`;
    }
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    idOf.set(section, id);
    const known = groups.get(key);
    if (ELSEWHERE.has(section.kind)) continue;
    if (known === undefined) groups.set(key, [section]);
    else known.push(section);
  }
  return groups;
}

function compareSections(before: Model, after: Model): Change[] {
  // Shared, so that a section has the same key in both, however deep it lies.
  const ids = new Map<string, number>();
  const [old, now] = [grouped(before, ids), grouped(after, ids)];
  const none: ReadonlySet<string> = new Set(['include']);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Change[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const { kind = '', argument } = (was ?? is)?.[0] ?? {};
    const base = { subject: SUBJECTS[kind] ?? 'server', name: argument ?? '' };
    if (was === undefined || is === undefined) {
      return [
        {
          ...base,
          directive: `<${kind}>`,
          before: was ? 'there' : null,
          after: is ? 'there' : null,
          verdict: 'unknown',
        },
      ];
    }
    return compareValues(base, kind, valuesOf(was, none), valuesOf(is, none));
  });
}

/** The spools, whether written as a section or as the old one-line directive. */
function spoolsOf(model: Model): Values {
  const values: Values = new Map();
  for (const use of model.root.named('spool')) push(values, use.plainValue ?? '', '');
  for (const section of model.sectionsOf('spool')) {
    const content = [...valuesOf([section], new Set())].map(([name, list]) => `${name} ${list.join(' ')}`);
    push(values, section.argument ?? '', content.join('; '));
  }
  return values;
}

function compareMacros(before: Model, after: Model): Change[] {
  return [...before.macros.names].flatMap((name): Change[] => {
    const [from, to] = [before, after].map((model) => model.macros.expand(`$${name}`).names.join(','));
    if (from === to) return [];
    return [
      {
        subject: 'list',
        name,
        directive: 'domain-macro',
        before: from ?? null,
        after: to ?? null,
        verdict: 'unknown',
      },
    ];
  });
}

/** Changes of what stands at the top level and in sections, apart from queues, sources and access. */
export function compareContent(before: Model, after: Model): Change[] {
  const [old, now] = [spoolsOf(before), spoolsOf(after)];
  const spools = [...new Set([...old.keys(), ...now.keys()])].flatMap((path): Change[] => {
    const [from, to] = [old.get(path)?.join('|') ?? null, now.get(path)?.join('|') ?? null];
    if (from === to) return [];
    return [
      { subject: 'server', name: path, directive: '<spool>', before: from, after: to, verdict: 'unknown' },
    ];
  });
  const top = compareValues(
    { subject: 'server', name: '' },
    'global',
    valuesOf([before.root], TOP_ELSEWHERE),
    valuesOf([after.root], TOP_ELSEWHERE),
  );
  return [...top, ...compareSections(before, after), ...spools, ...compareMacros(before, after)];
}
