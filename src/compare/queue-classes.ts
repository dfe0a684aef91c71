import { getOrMake, memoize, pushTo } from '../base/collections.ts';
import { findDirective } from '../catalog/directives.ts';
import { BACKOFF_PAIRS } from '../model/queues/backoff.ts';
import type { Model } from '../model/model.ts';
import { Queue } from '../model/scopes/queue.ts';
import { domainsOfTag, everyNamedDomain, representativeDomains } from '../model/queues/reach.ts';
import { repliesIn, sameReplies } from '../model/lists/replies.ts';
import { DEFAULT_VMTA } from '../model/scopes/vmtas.ts';
import type { QueueClass, VmtaSet } from './change.ts';
import { DomainClasses, tagReader, targetOf, targetsIn, type DomainClass } from './domain-classes.ts';
import { addsUp, linesOfQueue } from './settings.ts';
import { scopeKey, type Touched, type TouchedScope } from './touched.ts';
import { setForEveryDomain, vmtaClasses, vmtasReached } from './vmta-classes.ts';

/** How many classes of queues are compared at the most; a change of very many is checked by the first of them. */
const MAX_CLASSES = 50_000;

const ROUTES = ['queue-to', 'disable-mx-rollup', 'smtp-hosts', 'type'];
const WAYS_IN = ['smtp-pattern-list', 'backoff-upon-all-sources-disabled'];
const WAYS = [...WAYS_IN, 'backoff-to-normal-after', 'backoff-to-normal-after-delivery'];

/** Whether a change of a directive can change what happens in backoff. */
export function concernsBackoff(directive: string): boolean {
  return directive === 'smtp-pattern-list' || directive.startsWith('backoff-');
}

/** All directives that are checked when some are compared. */
function consultedFor(wanted: ReadonlySet<string>): ReadonlySet<string> {
  const consulted = new Set([...wanted, ...ROUTES]);
  if ([...wanted].some(concernsBackoff)) for (const directive of WAYS) consulted.add(directive);
  if (WAYS_IN.some((directive) => wanted.has(directive))) {
    // A queue that gets a way into backoff must not be faster there.
    for (const { backoff, normal } of BACKOFF_PAIRS) consulted.add(backoff).add(normal);
  }
  const pairs = BACKOFF_PAIRS.filter(({ backoff, normal }) => wanted.has(backoff) || wanted.has(normal));
  for (const { backoff, normal } of pairs) consulted.add(backoff).add(normal);
  if (pairs.length > 0) for (const directive of WAYS_IN) consulted.add(directive);
  for (const directive of wanted) {
    const followed = findDirective(directive)?.defaultFrom;
    if (followed !== undefined) consulted.add(followed);
  }
  return consulted;
}

/** Finds by which directives the global level has other settings for a domain than before; once for each. */
function differencesGlobally(
  before: Model,
  after: Model,
  wanted: ReadonlySet<string>,
): (one: DomainClass) => readonly string[] {
  const queueIn = (model: Model, domain: string): Queue =>
    new Queue(
      domain,
      null,
      { vmta: null, pool: null, poolName: null, global: model.vmtas.global },
      model.options.version,
    );
  const differencesOf = ({ domain }: DomainClass): string[] => {
    const [was, is] = [queueIn(before, domain), queueIn(after, domain)];
    return [...wanted].filter((directive) => {
      const [from, to] = [was.written(directive), is.written(directive)];
      if (from !== to) return true;
      if (directive === 'smtp-pattern-list')
        return !sameReplies(repliesIn(before, from), repliesIn(after, to));
      if (!addsUp(directive)) return false;
      const values = (queue: Queue): string =>
        linesOfQueue(queue, directive)
          .map(({ value }) => value)
          .join('\n');
      return values(was) !== values(is);
    });
  };
  return memoize(differencesOf);
}

function byDifferences(
  classes: Iterable<DomainClass>,
  differences: (one: DomainClass) => readonly string[],
): { readonly directives: readonly string[]; readonly classes: DomainClass[] }[] {
  const groups = new Map<string, { directives: readonly string[]; classes: DomainClass[] }>();
  for (const one of classes) {
    const directives = differences(one);
    if (directives.length > 0)
      getOrMake(groups, directives.join(' '), () => ({ directives, classes: [] })).classes.push(one);
  }
  return [...groups.values()];
}

/** VMTAs that are alike, and the domains to compare in them. */
interface Row {
  readonly vmta: string | null;
  readonly vmtas: VmtaSet;
  readonly domains: readonly DomainClass[];
}

/** The domains that wait in the queue of one of some names: a change of its block concerns them too. */
function domainsByQueue(
  models: readonly Model[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const waiting = new Map<string, string[]>();
  for (const model of models) {
    for (const use of model.named('queue-to')) {
      const target = targetOf(use);
      if (!names.has(target)) continue;
      for (const domain of domainsOfTag(model, use.section.argument ?? '')) pushTo(waiting, target, domain);
    }
    for (const [name, domains] of model.rollups.domains)
      for (const domain of domains) pushTo(waiting, name, domain);
  }
  return waiting;
}

/**
 * The queues that a change can reach, those that are alike together: domains under the same tags, VMTAs with the same
 * blocks. So the work does not grow with domains times VMTAs.
 *
 * @param wanted The directives to compare.
 * @param counts Whether every domain that is named counts, or one of those that are alike does for all.
 */
export function queueClasses(
  before: Model,
  after: Model,
  touched: Touched,
  wanted: ReadonlySet<string>,
  counts: boolean,
): { readonly classes: readonly QueueClass[]; readonly isCut: boolean } {
  const models = [before, after];
  const consulted = consultedFor(wanted);
  const universe = new Set<string>();
  const targets = targetsIn(models);
  if ([...touched.scopes.values()].some(({ everyDomain }) => everyDomain)) {
    for (const name of targets) universe.add(name);
    for (const model of models) {
      // Rollups may take over domains of providers that no tag names.
      const isRepresented = !counts || model.sectionsOf('mx-rollup-list').length > 0;
      if (isRepresented) for (const name of representativeDomains(model)) universe.add(name);
      if (counts) for (const name of everyNamedDomain(model)) universe.add(name);
    }
  }
  const byQueue = domainsByQueue(
    models,
    new Set([...touched.scopes.values()].flatMap(({ domains }) => [...domains])),
  );
  const domainsIn = ({ domains }: TouchedScope): string[] =>
    [...domains].flatMap((domain) => [domain, ...(byQueue.get(domain) ?? [])]);
  for (const scope of touched.scopes.values()) for (const domain of domainsIn(scope)) universe.add(domain);
  const domainClasses = new DomainClasses(universe, targets, models, consulted);
  const every = domainClasses.of(universe);
  const inScope = (scope: TouchedScope | undefined): ReadonlySet<DomainClass> =>
    scope === undefined ? new Set() : scope.everyDomain ? every : domainClasses.of(domainsIn(scope));

  const globally = inScope(touched.scopes.get(''));
  const differences = differencesGlobally(before, after, wanted);
  let differing: ReturnType<typeof byDifferences> | undefined;
  const taggedBy = tagReader(models, domainClasses, globally, consulted);
  // The VMTAs for which the global level alone decides, and of each domain those that have something to say of it.
  const all: (string | null)[] = [];
  const exceptions = new Map<DomainClass, Set<string | null>>();
  const rows: Row[] = [];
  for (const { vmta, vmtas: same, isPlain } of vmtaClasses(
    vmtasReached(touched, before, after),
    models,
    consulted,
  )) {
    const name = vmta ?? DEFAULT_VMTA;
    const compared = new Set(inScope(touched.scopes.get(scopeKey('virtual-mta', name))));
    for (const pool of new Set(models.map((model) => model.vmtas.scopesOf(name).poolName))) {
      if (pool === null) continue;
      for (const one of inScope(touched.scopes.get(scopeKey('virtual-mta-pool', pool)))) compared.add(one);
    }
    const everywhere = isPlain ? null : setForEveryDomain(name, models, consulted);
    if (everywhere !== null) {
      differing ??= byDifferences(globally, differences);
      for (const { directives, classes } of differing) {
        if (!directives.every((directive) => everywhere.has(directive)))
          for (const one of classes) compared.add(one);
      }
    } else {
      for (const member of same) all.push(member);
      const tagged = isPlain ? new Set<DomainClass>() : taggedBy(name);
      for (const one of new Set([...compared, ...tagged])) {
        if (!globally.has(one)) continue;
        const others = getOrMake(exceptions, one, () => new Set());
        for (const member of same) others.add(member);
        if (!compared.has(one) && differences(one).length > 0) compared.add(one);
      }
    }
    if (compared.size > 0) rows.push({ vmta, vmtas: { all: same, but: new Set() }, domains: [...compared] });
  }

  const classes: QueueClass[] = [];
  const none: ReadonlySet<string | null> = new Set();
  for (const one of globally) {
    const but = exceptions.get(one) ?? none;
    const vmta = all.find((name) => !but.has(name));
    if (vmta !== undefined) classes.push({ ...one, vmta, vmtas: { all, but } });
    if (classes.length >= MAX_CLASSES) return { classes, isCut: true };
  }
  // Of each VMTA the first domain, then of each the second: what has to be left out is no VMTA as a whole.
  for (let at = 0, more = true; more; at++) {
    more = false;
    for (const { vmta, vmtas: same, domains } of rows) {
      const one = domains[at];
      if (one === undefined) continue;
      if (classes.length >= MAX_CLASSES) return { classes, isCut: true };
      more = true;
      classes.push({ ...one, vmta, vmtas: same });
    }
  }
  return { classes, isCut: false };
}
