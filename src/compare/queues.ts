import { findDirective } from '../catalog/directives.ts';
import { strictness, type Strictness } from '../catalog/compare-values.ts';
import { canonicalOf } from '../model/canonical.ts';
import type { SectionUse } from '../model/content.ts';
import { foldName } from '../model/decisions.ts';
import type { Model } from '../model/model.ts';
import type { Queue } from '../model/queue.ts';
import { domainsOfTag, isWildcard, representativeDomains } from '../model/reach.ts';
import { repliesIn } from '../model/replies.ts';
import { compareBackoff, compareReplies } from './backoff.ts';
import type { Change } from './change.ts';

/** How many queues are compared at the most; a change of very many is judged by the first of them. */
const MAX_QUEUES = 50_000;

/** `<domain>` blocks by the scope and the tag they stand under, with a text that is equal for equal content. */
function blocksOf(model: Model): Map<string, { blocks: SectionUse[]; content: string }> {
  const groups = new Map<string, { blocks: SectionUse[]; content: string }>();
  for (const block of model.sectionsOf('domain')) {
    const { parent } = block;
    const scope =
      parent === null || parent === model.root ? '' : `${parent.kind} ${foldName(parent.argument ?? '')}`;
    const key = `${scope}\n${(block.argument ?? '').toLowerCase()}`;
    const content = block.directives.map((use) => {
      const { name, value } = canonicalOf(use);
      const replies = name === 'smtp-pattern-list' ? repliesIn(model, value).join('\n') : '';
      return `${name} ${value} ${use.broken} ${replies}`;
    });
    const known = groups.get(key) ?? { blocks: [], content: '' };
    known.blocks.push(block);
    known.content += `${content.join('\n')}\n\n`;
    groups.set(key, known);
  }
  return groups;
}

/** The directives that can hold something else than before, and the scopes and names where they can. */
interface Touched {
  readonly directives: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  /** VMTAs whose own or pool's blocks changed; the others change with the global level only. */
  readonly vmtas: ReadonlySet<string>;
  readonly isGlobal: boolean;
}

function touched(before: Model, after: Model): Touched {
  const [old, now] = [blocksOf(before), blocksOf(after)];
  const directives = new Set<string>();
  const domains = new Set<string>();
  const vmtas = new Set<string>();
  let isGlobal = false;
  let everyDomain = false;
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    if (old.get(key)?.content === now.get(key)?.content) continue;
    const [scope = '', argument = ''] = key.split('\n');
    for (const [model, group] of [[before, old.get(key)] as const, [after, now.get(key)] as const]) {
      for (const block of group?.blocks ?? []) {
        for (const use of block.directives) directives.add(canonicalOf(use).name);
      }
      for (const name of domainsOfTag(model, argument)) domains.add(name);
    }
    everyDomain ||= [before, after].some((model) => isWildcard(model, argument));
    const [kind = '', name = ''] = scope.split(' ', 2);
    if (scope === '') isGlobal = true;
    else if (kind === 'virtual-mta') vmtas.add(name);
    else
      for (const member of [...before.vmtas.membersOf(name), ...after.vmtas.membersOf(name)])
        vmtas.add(foldName(member));
  }
  if (everyDomain)
    for (const model of [before, after]) for (const name of representativeDomains(model)) domains.add(name);
  return { directives, domains, vmtas, isGlobal };
}

const FOLLOWERS: readonly (readonly [string, string])[] = [
  ['max-msg-rate', 'backoff-max-msg-rate'],
  ['max-connect-rate', 'backoff-max-connect-rate'],
  ['max-data-volume-rate', 'backoff-max-data-volume-rate'],
];

function compareSetting(directive: string, from: Queue, to: Queue): Strictness {
  const [was, is] = [from.setting(directive), to.setting(directive)];
  const facts = findDirective(directive);
  if (facts?.repeatable === true) {
    const values = (uses: typeof was.uses): string => uses.map((use) => canonicalOf(use).value).join('\n');
    return values(was.uses) === values(is.uses) ? 'equal' : 'unknown';
  }
  if (was.value === is.value) return 'equal';
  if (facts === undefined) return 'unknown';
  if (facts.refKind !== undefined && foldName(was.value ?? '') === foldName(is.value ?? '')) return 'equal';
  return strictness(facts, 'domain', was.value, is.value);
}

function compareQueue(
  domain: string,
  vmta: string | null,
  before: Model,
  after: Model,
  directives: ReadonlySet<string>,
): Change[] {
  const [was, is] = [before.queueOf(domain, vmta), after.queueOf(domain, vmta)];
  const base = { subject: 'queue', name: `${domain}/${vmta ?? '{default}'}` } as const;
  if (was.queue.domain !== is.queue.domain) {
    return [
      { ...base, directive: 'queue-to', before: was.queue.name, after: is.queue.name, verdict: 'unknown' },
    ];
  }
  const changes: Change[] = [];
  const add = (directive: string, verdict: Strictness): void => {
    if (verdict === 'equal') return;
    const [from, to] = [was.queue.value(directive), is.queue.value(directive)];
    changes.push({ ...base, directive, before: from, after: to, verdict });
  };
  for (const directive of directives) {
    if (directive === 'smtp-pattern-list' || directive.startsWith('backoff-')) continue;
    add(directive, compareSetting(directive, was.queue, is.queue));
  }
  add('smtp-pattern-list', compareReplies(before, was.queue, after, is.queue));
  const backoff = [...directives].filter((directive) => directive.startsWith('backoff-'));
  for (const [directive, verdict] of compareBackoff(
    before,
    was.queue,
    after,
    is.queue,
    backoff,
    compareSetting,
  )) {
    add(directive, verdict);
  }
  return changes;
}

/** Changes of what holds in queues: every one that a change of a `<domain>` block, or of a list in it, can reach. */
export function compareQueues(before: Model, after: Model): Change[] {
  const { directives, domains, vmtas, isGlobal } = touched(before, after);
  if (domains.size === 0) return [];
  const known = [...directives].filter(
    (name) => findDirective(name)?.scopes.includes('domain') === true && name !== 'include',
  );
  const asked = new Set(known);
  for (const [normal, backoff] of FOLLOWERS) if (asked.has(normal)) asked.add(backoff);
  const queues: [string, string | null][] = [];
  for (const vmta of vmtas) for (const domain of domains) queues.push([domain, vmta]);
  if (isGlobal) {
    for (const domain of domains) queues.push([domain, null]);
    const others = new Set([...before.vmtas.withOwnDomains, ...after.vmtas.withOwnDomains]);
    for (const vmta of others) {
      if (queues.length > MAX_QUEUES) break;
      if (!vmtas.has(vmta)) for (const domain of domains) queues.push([domain, vmta]);
    }
  }
  return queues
    .slice(0, MAX_QUEUES)
    .flatMap(([domain, vmta]) => compareQueue(domain, vmta, before, after, asked));
}
