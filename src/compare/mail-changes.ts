import { getOrMake, memoize, pushTo } from '../base/collections.ts';
import { growthOf, type Growth } from '../catalog/compare-values.ts';
import { withoutCredentials } from '../catalog/credentials.ts';
import { findDirective } from '../catalog/directives.ts';
import { canonicalText } from '../model/source/canonical.ts';
import { DirectiveUse, type SectionUse } from '../model/source/content.ts';
import { foldName } from '../catalog/decisions.ts';
import type { Model } from '../model/model.ts';
import { representedBy } from '../model/queues/reach.ts';
import { differentReplies, replyLinesIn } from '../model/lists/replies.ts';
import { DEFAULT_VMTA } from '../model/scopes/vmtas.ts';
import type { Change, ChangeSubject, Line, QueueClass, VmtaSet } from './change.ts';
import { compareOutsideQueues } from './compare.ts';
import { compareQueues } from './queues.ts';
import { CHANGE_KINDS, mostSevere, kindOf, riskOf, type ChangeKind, type Risk } from './risk.ts';
import { MASK, holdsSecret, isBareSecret, namesSecret } from './secret-lines.ts';
import { compareUnread } from './unread.ts';

/** A value before and after, as it may be shown: `***` for a secret. */
export interface ShownValues {
  readonly directive: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly growth?: Growth;
  /** It applies only in a backoff that an operator begins. */
  readonly byHand?: true;
}

export interface MailChange {
  readonly subject: ChangeSubject;
  readonly kind: ChangeKind;
  readonly risk: Risk;
  /** Of queues: domains as tags would name them, `*` for all others. Else empty. */
  readonly domains: readonly string[];
  /** Of queues: the first VMTA, and how many there are. */
  readonly vmta: string | null;
  readonly vmtas: number;
  readonly inEveryVmta: boolean;
  /** Of anything else than queues: names of sections, or addresses. */
  readonly names: readonly string[];
  /** The tag of a section that came or went as a whole; else null. */
  readonly section: string | null;
  /** What changed: one setting, or all of a domain whose block came or went. */
  readonly values: readonly ShownValues[];
  /** Queues, sources or addresses. */
  readonly count: number;
  readonly old: Line | null;
  readonly new: Line | null;
}

export interface Comparison {
  /** Most severe first. */
  readonly changes: readonly MailChange[];
  /** There were more queues than could be compared. */
  readonly isCut: boolean;
}

function shownValues(change: Change): ShownValues {
  const directive = isBareSecret(change.old ?? change.new) ? MASK : change.directive;
  const isSecret = change.secret === true || namesSecret(change.directive);
  const shown = (value: string | null, line: Line | null): string | null =>
    value !== null && value !== '' && (isSecret || (line !== null && holdsSecret(line))) ? MASK : value;
  const [before, after] = [shown(change.before, change.old), shown(change.after, change.new)];
  const facts = findDirective(directive);
  const line = change.new ?? change.old;
  const ownScope = line instanceof DirectiveUse ? line.section.scope : 'global';
  const scope = change.queues === undefined ? ownScope : 'domain';
  const growth =
    facts === undefined || before === null || after === null
      ? undefined
      : growthOf(facts, scope, before, after);
  return { directive, before, after, ...(growth && { growth }), ...(change.byHand && { byHand: true }) };
}

interface Group extends Pick<MailChange, 'subject' | 'kind' | 'risk' | 'section' | 'values'> {
  readonly domains: Set<readonly string[]>;
  readonly vmtas: Set<VmtaSet>;
  readonly names: Set<string>;
  count: number;
  old: Line | null;
  new: Line | null;
}

/** What a change of the rules of a list is: the rules that differ, and where they are. */
function changeOfList(change: Change, before: Model, after: Model): Change {
  const name = change.after ?? '';
  const [old, now] = [replyLinesIn(before, name), replyLinesIn(after, name)];
  const [gone, come] = differentReplies([...old.keys()], [...now.keys()]);
  const [from, to] = [
    gone.flatMap((rule) => old.get(rule) ?? []),
    come.flatMap((rule) => now.get(rule) ?? []),
  ];
  const shown = (uses: readonly DirectiveUse[]): string | null =>
    uses.length === 0 ? null : uses.map(({ value }) => canonicalText(value ?? '')).join('; ');
  return {
    ...change,
    subject: 'list',
    name,
    directive: 'reply',
    before: shown(from),
    after: shown(to),
    old: from[0] ?? null,
    new: to[0] ?? null,
  };
}

const membersOf = memoize((all: readonly (string | null)[]) => new Set(all));

/** How many VMTAs are in one of some sets, and the first. Sets that share a list leave out what all of them do. */
function together(sets: Iterable<VmtaSet>): { readonly first: string | null; readonly count: number } {
  const left = new Map<readonly (string | null)[], ReadonlySet<string | null>>();
  for (const { all, but } of sets) {
    const known = left.get(all);
    if (known === undefined) left.set(all, but);
    else if (known.size > 0) left.set(all, new Set([...known].filter((vmta) => but.has(vmta))));
  }
  const [largest, ...others] = [...left].sort(([a], [b]) => b.length - a.length);
  if (largest === undefined) return { first: null, count: 0 };
  const [all, but] = largest;
  const more = new Set<string | null>();
  for (const [members, without] of others) {
    for (const vmta of members) {
      const isCounted = membersOf(all).has(vmta) && !but.has(vmta);
      if (!isCounted && !without.has(vmta)) more.add(vmta);
    }
  }
  const first = all.find((vmta) => !but.has(vmta));
  return {
    first: first === undefined ? ([...more][0] ?? null) : first,
    count: all.length - but.size + more.size,
  };
}

class Changes {
  readonly #groups = new Map<string, Group>();

  constructor(
    readonly before: Model,
    readonly after: Model,
  ) {}

  add(change: Change): void {
    const isSection = change.directive.startsWith('<');
    const risk = riskOf(change, this.before, this.after);
    const values = isSection ? [] : [shownValues(change)];
    const section = !isSection
      ? null
      : isBareSecret(change.old ?? change.new)
        ? `<${MASK}>`
        : change.directive;
    // Equal changes are one only of queues, sources and addresses; of anything else the name says what it is.
    const isOne =
      change.queues === undefined && !(values.length > 0 && ['source', 'access'].includes(change.subject));
    this.#put(change, risk, kindOf(change, risk), section, values, isOne ? change.name : '');
  }

  addBlock(changes: readonly Change[], tag: { readonly old: Line | null; readonly new: Line | null }): void {
    const [first] = changes;
    if (first === undefined) return;
    const risks = changes.map((change) => riskOf(change, this.before, this.after));
    const kinds = changes.map((change, index) => kindOf(change, risks[index] ?? 'unknown'));
    const risk = mostSevere(risks);
    const kind = kinds.includes('lost-backoff') ? 'lost-backoff' : risk;
    this.#put({ ...first, ...tag }, risk, kind, '<domain>', changes.map(shownValues), '');
  }

  #put(
    change: Change,
    risk: Risk,
    kind: ChangeKind,
    section: string | null,
    values: readonly ShownValues[],
    identity: string,
  ): void {
    const list = change.subject === 'list' ? change.name : '';
    const presence = section === null ? '' : `${change.old === null} ${change.new === null}`;
    const key = JSON.stringify([change.subject, risk, kind, section, presence, values, identity, list]);
    const { subject, old } = change;
    const group = getOrMake(this.#groups, key, () => ({
      ...{ subject, risk, kind, section, values, old, new: change.new },
      ...{ domains: new Set(), vmtas: new Set(), names: new Set(), count: 0 },
    }));
    group.old ??= change.old;
    group.new ??= change.new;
    const { queues } = change;
    if (queues === undefined) {
      group.names.add(change.name);
      group.count++;
      return;
    }
    if (change.subject === 'list') group.names.add(change.name);
    group.domains.add(queues.domains);
    group.vmtas.add(queues.vmtas);
    group.count += queues.domains.length * (queues.vmtas.all.length - queues.vmtas.but.size);
  }

  /** All changes, most severe first. */
  get sorted(): MailChange[] {
    const models = [this.before, this.after];
    const every = new Set(models.flatMap((model) => model.vmtas.vmtaNames)).add(DEFAULT_VMTA).size;
    const nameOf = (vmta: string | null): string =>
      vmta === null
        ? DEFAULT_VMTA
        : (models.map((model) => model.vmtas.vmta(vmta)[0]?.argument).find((name) => name != null) ?? vmta);
    const all = [...this.#groups.values()].map(({ domains, vmtas, names, ...group }) => {
      const { first, count } = together(vmtas);
      return {
        ...group,
        domains: [...new Set([...domains].flat())].map(representedBy).map(withoutCredentials),
        vmta: vmtas.size === 0 ? null : withoutCredentials(nameOf(first)),
        vmtas: count,
        inEveryVmta: count === every,
        names: [...names].filter((name) => name !== '').map(withoutCredentials),
      };
    });
    return CHANGE_KINDS.flatMap((kind) => all.filter((change) => change.kind === kind));
  }
}

/** The tag that names a queue's domain outright; null where none does. */
function ownTag(model: Model, { domain, vmta }: QueueClass): SectionUse | null {
  const own = model.queue(domain, vmta).levels.find(({ pattern }) => pattern === domain);
  return own?.blocks.at(-1) ?? null;
}

/** The queue that mail waits in, where it is another one than that of its domain. */
function otherQueue({ name, queues, directive }: Change): string | null {
  if (queues === undefined || directive === 'queue-to') return null;
  const domain = name.slice(0, name.lastIndexOf('/'));
  return domain === queues.domain ? null : domain;
}

function addQueues(changes: Changes, found: readonly Change[], before: Model, after: Model): void {
  const byQueues = new Map<QueueClass, Change[]>();
  /** Domains, and the directives that change for their own mail. */
  const own = new Map<readonly string[], Set<string>>();
  const elsewhere = new Map<string, Change>();
  for (const change of found) {
    if (change.queues === undefined) continue;
    const other = otherQueue(change);
    if (other !== null) {
      elsewhere.set(`${change.directive}\n${change.name}`, change);
      continue;
    }
    getOrMake(own, change.queues.domains, () => new Set()).add(change.directive);
    pushTo(byQueues, change.queues, change);
  }
  for (const [queues, list] of byQueues) {
    const isName = representedBy(queues.domain) === queues.domain;
    const [old, now] = isName ? [ownTag(before, queues), ownTag(after, queues)] : [null, null];
    const block = old ?? now;
    const hasOneSide = block !== null && (old === null || now === null);
    if (hasOneSide && list.some(({ directive }) => block.settings.has(directive))) {
      changes.addBlock(list, { old, new: now });
      continue;
    }
    for (const change of list) {
      const isSameList =
        change.directive === 'smtp-pattern-list' &&
        change.before !== null &&
        change.after !== null &&
        foldName(change.before) === foldName(change.after);
      changes.add(isSameList ? changeOfList(change, before, after) : change);
    }
  }
  if (elsewhere.size === 0) return;
  // Settings of a queue that others forward to are reported for that queue.
  const named = new Set(
    [...own].flatMap(([domains, directives]) =>
      domains.flatMap((domain) => [...directives].map((directive) => `${directive}\n${domain}`)),
    ),
  );
  for (const change of elsewhere.values()) {
    const domain = otherQueue(change);
    if (domain === null || change.queues === undefined) continue;
    if (named.has(`${change.directive}\n${domain}`)) continue;
    changes.add({ ...change, queues: { ...change.queues, domain, domains: [domain] } });
  }
}

/** Changes for mail grouped as a reader wants them: equal changes of many queues as one, most severe first. */
export function compareForMail(before: Model, after: Model): Comparison {
  const changes = new Changes(before, after);
  const { changes: ofQueues, isCut } = compareQueues(before, after, true);
  addQueues(changes, ofQueues, before, after);
  for (const change of compareOutsideQueues(before, after)) changes.add(change);
  for (const change of compareUnread(before, after)) changes.add(change);
  return { changes: changes.sorted, isCut };
}
