import { getOrMake, type PatternRule, pushTo, type ReadList } from '../../kit.ts';
import type { Action } from '../../../src/catalog/values/value.ts';
import { covers, exampleOf } from '../../../src/patterns/covers.ts';
import { matches } from '../../../src/patterns/matches.ts';
import { readPattern, type Pattern } from '../../../src/patterns/pattern.ts';
import { firstDecides } from '../../../src/model/lists/pattern-lists.ts';

/** A rule of a list that never has an effect, or an action of it. */
export interface Unreachable {
  readonly kind:
    /** An earlier rule has the same pattern and the same outcome. */
    | 'repeated'
    /** An earlier rule of an smtp-pattern-list has the same pattern and other actions, which do not exclude these. */
    | 'otherActions'
    /** Earlier rules match all that it matches, and their outcome applies: the rule is never reached, or some actions. */
    | 'neverReached'
    | 'neverActs';
  readonly rule: PatternRule;
  readonly earlier: readonly PatternRule[];
  /** A text that the rule and one of the earlier ones match; null where they have the same pattern. */
  readonly witness: string | null;
  /** The actions that never act; null where it is the rule as a whole. */
  readonly dead: readonly Action[] | null;
}

/** Of actions with the same key PowerMTA can do one only. User's Guide, 3.3.15. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['mode', 'mode'],
  ['skip-mx', 'queue'],
  ['bounce-queue', 'queue'],
  ['backoff-to-normal-after', 'backoff-to-normal-after'],
  ['reenable-after', 'reenable-after'],
]);

/** Subjects that all mail has: a pattern that matches all of one leaves nothing to later rules. */
const ALWAYS_THERE = new Set(['mail-from', 'rcpt-to']);

function spelt({ name, value }: Action): string {
  return value === undefined ? name : `${name}=${value.toLowerCase()}`;
}

/** Rules that compete, with their patterns, in order. */
interface Rivals {
  readonly rules: PatternRule[];
  readonly patterns: Pattern[];
  /** With one entry it does not matter which of them decides. */
  readonly outcomes: Set<string>;
}

type Coverage = Pick<Unreachable, 'earlier' | 'witness'>;

class Search {
  readonly #isFirstOnly: boolean;
  readonly #same = new Map<string, PatternRule[]>();
  readonly #rivals = new Map<string, Rivals>();
  /** By branch: a rule that no mail gets past. */
  readonly #all = new Map<number, PatternRule>();
  readonly found: Unreachable[] = [];

  constructor(private readonly list: ReadList) {
    this.#isFirstOnly = firstDecides(list.section);
  }

  run(): readonly Unreachable[] {
    for (const rule of this.list.rules) {
      const key = `${rule.branch} ${rule.subject} /${rule.source}`;
      const same = this.#same.get(key);
      // A file that is included twice repeats its lines: they are not wrong.
      const isRead = same?.some(({ line }) => line === rule.line) === true;
      if (!isRead) {
        const unreachable = same === undefined ? this.#covered(rule) : this.#repeated(rule, same);
        if (unreachable !== null) this.found.push(unreachable);
      }
      if (same === undefined || !this.#isFirstOnly) this.#add(rule);
      pushTo(this.#same, key, rule);
    }
    return this.found;
  }

  #repeated(rule: PatternRule, same: readonly PatternRule[]): Unreachable | null {
    const [first] = same;
    if (first === undefined) return null;
    if (this.#isFirstOnly) {
      // Mail that a nested list does not match may reach the rules after it.
      if (first.result === null) return null;
      const kind = first.result === rule.result ? 'repeated' : 'neverReached';
      return { kind, rule, earlier: [first], witness: null, dead: null };
    }
    const equal = same.find(({ result }) => result?.toLowerCase() === rule.result?.toLowerCase());
    if (equal !== undefined) return { kind: 'repeated', rule, earlier: [equal], witness: null, dead: null };
    const before = same.flatMap(({ actions }) => actions);
    const dead = rule.actions.filter((action) => {
      const rival = before.find(({ name }) => KEYS.has(name) && KEYS.get(name) === KEYS.get(action.name));
      return rival !== undefined && spelt(rival) !== spelt(action);
    });
    if (dead.length > 0) return { kind: 'neverActs', rule, earlier: [first], witness: null, dead };
    const all = new Set(before.map(spelt));
    const addsNothing = rule.actions.every((action) => all.has(spelt(action)));
    const kind = addsNothing ? 'repeated' : 'otherActions';
    return { kind, rule, earlier: [first], witness: null, dead: null };
  }

  #covered(rule: PatternRule): Unreachable | null {
    if (this.list.budget('coverage').isSpent) return null;
    if (this.#isFirstOnly) {
      const found = this.#passedBy(rule) ?? this.#coverage(rule, rivalKey(rule, ''), rule.result ?? '');
      return found && { kind: 'neverReached', rule, ...found, dead: null };
    }
    let coverage: Coverage = { earlier: [], witness: null };
    const dead = rule.actions.filter((action) => {
      const key = KEYS.get(action.name);
      const found = key === undefined ? null : this.#coverage(rule, rivalKey(rule, key), spelt(action));
      coverage = found ?? coverage;
      return found !== null;
    });
    return dead.length === 0 ? null : { kind: 'neverActs', rule, ...coverage, dead };
  }

  /** The rule that takes all mail before it comes to this one. */
  #passedBy(rule: PatternRule): Coverage | null {
    const earlier = this.#all.get(rule.branch);
    const pattern = earlier === undefined ? null : this.list.patternOf(rule);
    if (earlier === undefined || pattern === null) return null;
    const witness = exampleOf(pattern, this.list.budget('coverage'));
    return typeof witness === 'string' ? { earlier: [earlier], witness } : null;
  }

  #coverage(rule: PatternRule, key: string, outcome: string): Coverage | null {
    const rivals = this.#rivals.get(key);
    if (rivals === undefined) return null;
    const mayBeIntended = this.list.section.scope !== 'pattern-list';
    const isDecided = rivals.outcomes.size === 1 && rivals.outcomes.has(outcome);
    if (mayBeIntended && isDecided) return null;
    const pattern = this.list.patternOf(rule);
    if (pattern === null) return null;
    const coverage = covers(rivals.patterns, pattern, this.list.budget('coverage'));
    if (coverage.kind !== 'covered') return null;
    const earlier = coverage.by.flatMap((index) => rivals.rules[index] ?? []);
    // The earlier rules decide the same.
    if (mayBeIntended && earlier.every((one) => outcomeOf(one, key) === outcome)) return null;
    return { earlier, witness: coverage.witness };
  }

  /** Makes a rule one of those that later ones are compared with. */
  #add(rule: PatternRule): void {
    if (rule.result === null || rule.subject === '*') return;
    const pattern = this.list.patternOf(rule);
    const names = this.#isFirstOnly ? [''] : rule.actions.flatMap(({ name }) => KEYS.get(name) ?? []);
    for (const name of new Set(names)) {
      const key = rivalKey(rule, name);
      const none = (): Rivals => ({ rules: [], patterns: [], outcomes: new Set() });
      const rivals = getOrMake(this.#rivals, key, none);
      rivals.outcomes.add(outcomeOf(rule, key));
      if (pattern === null) continue;
      rivals.rules.push(rule);
      rivals.patterns.push(pattern);
    }
    if (!ALWAYS_THERE.has(rule.subject) || this.#all.has(rule.branch)) return;
    if (pattern !== null && this.#matchesAll(pattern)) this.#all.set(rule.branch, rule);
  }

  #matchesAll(pattern: Pattern): boolean {
    const all = readPattern('');
    if (matches(pattern, '') !== true || all.kind !== 'pattern') return false;
    return covers([pattern], all, this.list.budget('coverage')).kind === 'covered';
  }
}

/** Rules with one key compete: they are in one branch, about one subject, for one kind of action. */
function rivalKey({ branch, subject }: PatternRule, key: string): string {
  return `${key} ${branch} ${subject}`;
}

/** What a rule decides among its rivals. */
function outcomeOf(rule: PatternRule, key: string): string {
  const action = rule.actions.find(({ name }) => key.startsWith(`${KEYS.get(name) ?? ' '} `));
  return action === undefined ? (rule.result ?? '') : spelt(action);
}

/** The rules of a list that provably never have an effect, and why. */
export function unreachableIn(list: ReadList): readonly Unreachable[] {
  return new Search(list).run();
}
