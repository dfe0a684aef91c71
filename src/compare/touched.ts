import { getOrMake, pushTo } from '../base/collections.ts';
import type { DirectiveUse, SectionUse } from '../model/source/content.ts';
import { foldName } from '../catalog/decisions.ts';
import type { Model } from '../model/model.ts';
import { domainsOfName, domainsOfTag, isWildcard } from '../model/queues/reach.ts';
import { argumentKey } from '../model/scopes/argument-key.ts';
import { repliesIn } from '../model/lists/replies.ts';
import { pairUp } from './change.ts';
import { DEFAULT_VMTA } from '../model/scopes/vmtas.ts';

/** `<domain>` blocks under one tag of one scope. */
interface BlockGroup {
  readonly scope: string;
  readonly argument: string;
  readonly blocks: SectionUse[];
  content: string;
  /** What the tag stands for: macros in it may have changed. */
  readonly names: readonly string[];
}

/** What distinguishes scopes of `<domain>` blocks: '' for the top level. */
export function scopeKey(kind: 'virtual-mta' | 'virtual-mta-pool', foldedName: string): string {
  return `${kind} ${foldedName}`;
}

/** A line of a block as text that is equal for what is equal; a list with its rules. */
function lineOf(model: Model, use: DirectiveUse): string {
  const { name, value } = use.canonical;
  const replies = name === 'smtp-pattern-list' ? repliesIn(model, value).join('\n') : '';
  return `${name} ${value} ${use.broken} ${replies}`;
}

function linesOf(model: Model, blocks: readonly SectionUse[]): Map<string, string> {
  const lines = new Map<string, string>();
  for (const use of blocks.flatMap((block) => block.directives)) {
    const { name } = use.canonical;
    lines.set(name, `${lines.get(name) ?? ''}${lineOf(model, use)}\n`);
  }
  return lines;
}

function blocksOf(model: Model): Map<string, BlockGroup> {
  const groups = new Map<string, BlockGroup>();
  for (const block of model.sectionsOf('domain')) {
    const { parent } = block;
    const scope =
      parent === null || parent === model.root ? '' : `${parent.kind} ${foldName(parent.argument ?? '')}`;
    const argument = argumentKey(block);
    const key = `${scope}\n${argument}`;
    const content = block.directives.map((use) => lineOf(model, use));
    const known = getOrMake(groups, key, () => {
      const { names } = model.macros.expand(block.argument ?? '');
      return { scope, argument, blocks: [], content: '', names };
    });
    known.blocks.push(block);
    known.content += `${content.join('\n')}\n\n`;
  }
  return groups;
}

export interface TouchedScope {
  readonly domains: Set<string>;
  /** A wildcard changed: what it applies to cannot be named. */
  everyDomain: boolean;
}

/** What a change of `<domain>` blocks, of lists in them and of macros in their tags can reach. */
export interface Touched {
  /** Names of directives whose value can be another one. */
  readonly directives: Set<string>;
  /** By `scopeKey`. */
  readonly scopes: Map<string, TouchedScope>;
}

/** Names that are in one of two lists only. Nearly always it is one list, or equal ones. */
function unshared(a: readonly string[], b: readonly string[]): string[] {
  if (a === b || (a.length === b.length && a.every((name, index) => name === b[index]))) return [];
  const [left, right] = [new Set(a), new Set(b)];
  return [...a.filter((name) => !right.has(name)), ...b.filter((name) => !left.has(name))];
}

/** Keys of groups under tags with macros whose order changed: of two tags for one domain the later one decides. */
function reorderedTags(
  old: ReadonlyMap<string, BlockGroup>,
  now: ReadonlyMap<string, BlockGroup>,
): ReadonlySet<string> {
  const orderIn = (groups: ReadonlyMap<string, BlockGroup>): Map<string, string[]> => {
    const blocks = [...groups].flatMap(([key, { scope, argument, blocks: found }]) =>
      argument.includes('$') && old.has(key) && now.has(key)
        ? found.map(({ order }) => ({ key, scope, order }))
        : [],
    );
    const order = new Map<string, string[]>();
    for (const { key, scope } of blocks.sort((a, b) => a.order - b.order)) {
      if (order.get(scope)?.at(-1) !== key) pushTo(order, scope, key);
    }
    return order;
  };
  const [before, after] = [orderIn(old), orderIn(now)];
  return new Set(
    [...before].flatMap(([scope, keys]) => {
      const others = after.get(scope) ?? [];
      return keys.length === others.length && keys.every((key, index) => key === others[index]) ? [] : keys;
    }),
  );
}

/** VMTAs that take the settings of another pool than before: all blocks of both pools can have other settings. */
function addMovedMembers(
  touched: Touched,
  scopeOf: (key: string) => TouchedScope,
  before: Model,
  after: Model,
): void {
  const poolOf = (model: Model, name: string): string | null =>
    model.vmtas.poolsOf(name).length === 0 ? null : model.vmtas.scopesOf(name).poolName;
  for (const name of [...before.vmtas.vmtaNames, DEFAULT_VMTA]) {
    const [from, to] = [poolOf(before, name), poolOf(after, name)];
    if (from === to) continue;
    const scope = scopeOf(scopeKey('virtual-mta', name));
    for (const model of [before, after]) {
      for (const block of model.vmtas.scopesOf(name).pool?.blocks ?? []) {
        const argument = block.argument ?? '';
        for (const use of block.directives) touched.directives.add(use.canonical.name);
        for (const domain of domainsOfTag(model, argument)) scope.domains.add(domain);
        scope.everyDomain ||= isWildcard(model, argument);
      }
    }
  }
}

/** Finds what the differences between two states of a configuration can reach. */
export function touchedBy(before: Model, after: Model): Touched {
  const [old, now] = [blocksOf(before), blocksOf(after)];
  const touched: Touched = { directives: new Set(), scopes: new Map() };
  const scopeOf = (key: string): TouchedScope =>
    getOrMake(touched.scopes, key, () => ({ domains: new Set(), everyDomain: false }));
  const reordered = reorderedTags(old, now);
  for (const [key, was, is] of pairUp(old, now)) {
    const group = was ?? is;
    if (group === undefined) continue;
    const isAlike = was?.content === is?.content && !reordered.has(key);
    const names = unshared(was?.names ?? [], is?.names ?? []);
    if (isAlike && names.length === 0) continue;
    const scope = scopeOf(group.scope);
    const argument = group.blocks[0]?.argument ?? '';
    const settings = [
      [before, was],
      [after, is],
    ] as const;
    const [former, latter] = settings.map(([model, one]) => linesOf(model, one?.blocks ?? []));
    for (const [directive, lines] of [...(former ?? []), ...(latter ?? [])]) {
      const same = names.length === 0 && !reordered.has(key);
      if (same && former?.get(directive) === lines && latter?.get(directive) === lines) continue;
      touched.directives.add(directive);
    }
    for (const [model] of settings) {
      if (!isAlike) for (const domain of domainsOfTag(model, argument)) scope.domains.add(domain);
      scope.everyDomain ||= isWildcard(model, argument);
    }
    for (const name of names) for (const domain of domainsOfName(name)) scope.domains.add(domain);
  }
  addMovedMembers(touched, scopeOf, before, after);
  return touched;
}
