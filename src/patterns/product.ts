import type { Alphabet } from './alphabet.ts';
import { BEFORE, AFTER, type Automaton, type Before } from './automaton.ts';
import type { Budget } from './budget.ts';
import { FOUND, type Matcher } from './matcher.ts';

/** A pattern that a text must match, and others of which it must match one, or none. */
export interface Question {
  readonly sought: Automaton;
  readonly others: Matcher;
  /** Whether the text must be found by the others too; otherwise it must not. */
  readonly byBoth: boolean;
  /** Tells apart the sets of both sides. */
  readonly alphabet: Alphabet;
  readonly mayBreak: boolean;
}

/** A text, null when there is none, undefined when finding one costs too much. */
export type Found = string | null | undefined;

interface Step {
  /** A node of the sought automaton, or one of the two below. */
  readonly node: number;
  readonly before: Before;
  /** A state of the others. */
  readonly state: number;
  readonly length: number;
  readonly from: Step | null;
  readonly symbol: number;
}

/** Steps to follow next: first what can lead to the shortest text, and of that what came last. */
class Queue {
  readonly #levels: Step[][] = [];
  #level = 0;

  push(step: Step, length: number): void {
    (this.#levels[length] ??= []).push(step);
    this.#level = Math.min(this.#level, length);
  }

  pop(): Step | undefined {
    for (; this.#level < this.#levels.length; this.#level++) {
      const step = this.#levels[this.#level]?.pop();
      if (step !== undefined) return step;
    }
    return undefined;
  }
}

class Search {
  readonly #masks: readonly Uint8Array[];
  readonly #distances: readonly number[];
  readonly #queue = new Queue();
  readonly #seen = new Set<number>();
  /** The sought pattern has not begun. */
  readonly #waiting: number;
  /** It has been found. */
  readonly #done: number;

  constructor(
    private readonly question: Question,
    private readonly otherDistances: readonly number[],
    private readonly budget: Budget,
  ) {
    const { sought, alphabet } = question;
    this.#masks = sought.sets.map((set) => alphabet.maskOf(set));
    this.#distances = sought.distances();
    this.#waiting = sought.size;
    this.#done = sought.size + 1;
  }

  run(): Found {
    const { start } = this.question.others;
    this.#add({ node: this.#waiting, before: BEFORE.start, state: start, length: 0, from: null, symbol: 0 });
    for (let step = this.#queue.pop(); step !== undefined; step = this.#queue.pop()) {
      const key = this.#keyOf(step);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      const cost = this.question.alphabet.size + this.question.others.costOf(step.state);
      if (!this.budget.spend(cost)) return undefined;
      const text = this.#ending(step);
      if (text !== null) return text;
      this.#advance(step);
    }
    return null;
  }

  #keyOf({ node, before, state }: Step): number {
    return (node * 3 + before) * 0x100_0000 + state;
  }

  #distance(node: number): number {
    if (node === this.#done) return 0;
    return this.#distances[node === this.#waiting ? this.question.sought.start : node] ?? 0;
  }

  #add(step: Step): void {
    const { others, byBoth } = this.question;
    if (!byBoth && step.state === FOUND) return;
    if (this.#seen.has(this.#keyOf(step))) return;
    let distance = this.#distance(step.node);
    if (byBoth && step.state !== FOUND) {
      const other = Math.min(...others.nodesOf(step.state).map((node) => this.otherDistances[node] ?? 0));
      distance = Math.max(distance, other);
    }
    if (distance !== Infinity) this.#queue.push(step, step.length + distance);
  }

  /** The text of a step, if it may end here. */
  #ending(step: Step): string | null {
    const { others, byBoth, mayBreak } = this.question;
    if (this.#isSoughtAt(step, AFTER.end) && others.isFoundAtEnd(step.state) === byBoth)
      return this.#textOf(step);
    if (!mayBreak || others.isFoundAtLastNewline(step.state) !== byBoth) return null;
    return this.#isSoughtAtLastNewline(step) ? `${this.#textOf(step)}\n` : null;
  }

  #beginning(node: number): number {
    return node === this.#waiting ? this.question.sought.start : node;
  }

  #isSoughtAt({ node, before }: Step, after: 0 | 1): boolean {
    return node === this.#done || this.question.sought.reach(this.#beginning(node), before, after).isFound;
  }

  #isSoughtAtLastNewline(step: Step): boolean {
    if (this.#isSoughtAt(step, AFTER.lastNewline)) return true;
    const { sought, alphabet } = this.question;
    const { consumers } = sought.reach(this.#beginning(step.node), step.before, AFTER.lastNewline);
    const after = consumers.filter(
      (consumer) => this.#masks[sought.setOf(consumer)]?.[alphabet.newline] === 1,
    );
    // What waits may begin after the line end as well.
    const nodes = [
      ...after.map((consumer) => sought.nextOf(consumer)),
      ...(step.node === this.#waiting ? [sought.start] : []),
    ];
    return nodes.some((node) => sought.reach(node, BEFORE.other, AFTER.end).isFound);
  }

  #advance(step: Step): void {
    const { sought, others, alphabet, mayBreak } = this.question;
    // What is added last is followed first.
    for (let i = alphabet.order.length - 1; i >= 0; i--) {
      const symbol = alphabet.order[i] ?? 0;
      if (symbol === alphabet.newline && !mayBreak) continue;
      const isWord = alphabet.isWord(symbol);
      const next = {
        before: isWord ? BEFORE.word : BEFORE.other,
        state: others.next(step.state, symbol),
        length: step.length + 1,
        from: step,
        symbol,
      };
      if (step.node === this.#done) {
        this.#add({ ...next, node: this.#done });
        continue;
      }
      if (step.node === this.#waiting) this.#add({ ...next, node: this.#waiting });
      const after = isWord ? AFTER.word : AFTER.other;
      const { consumers, isFound } = sought.reach(this.#beginning(step.node), step.before, after);
      for (const consumer of consumers) {
        if (this.#masks[sought.setOf(consumer)]?.[symbol] === 1)
          this.#add({ ...next, node: sought.nextOf(consumer) });
      }
      if (isFound) this.#add({ ...next, node: this.#done });
    }
  }

  #textOf(step: Step): string {
    const characters: string[] = [];
    for (let it = step; it.from !== null; it = it.from)
      characters.push(this.question.alphabet.characterOf(it.symbol));
    return characters.reverse().join('');
  }
}

/** The shortest text that answers a question, readable where possible. `others`: the automaton of `question.others`. */
export function findText(question: Question, others: Automaton, budget: Budget): Found {
  return new Search(question, others.distances(), budget).run();
}
