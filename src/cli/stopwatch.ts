import { parse } from '../../grammar/parse.ts';
import type { Document, Line } from '../../grammar/tree.ts';
import type { LintResult } from '../engine/lint-result.ts';
import type { Rule } from '../engine/rule.ts';
import type { FileSystem } from '../model/source/file-system.ts';
import type { Model } from '../model/model.ts';
import { counted } from '../report/findings/summary.ts';

/** What one part of a run took. */
interface Share {
  /** Milliseconds, those of parts inside it left out. */
  time: number;
  /** How often it was done. */
  times: number;
}

/** The word for time that no part took: loading the program's own parts, waiting for the disk and for readers. */
const REST = 'the rest';

function sum<T>(items: Iterable<T>, figure: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += figure(item);
  return total;
}

function isDirective({ kind }: Line): boolean {
  return kind === 'directive';
}

/**
 * Takes the time of a run by its parts. A part inside another counts for itself alone, so that the shares add up to the
 * whole. One thing at a time: asynchronous parts may not overlap.
 */
export class Stopwatch {
  readonly #begin = performance.now();
  readonly #shares = new Map<string, Share>();
  readonly #reported = new Map<string, number>();
  /** For each part that is going on: milliseconds that the parts inside it took so far. */
  readonly #inside: number[] = [];

  constructor() {
    // Of this process so far: Node itself, and the program until it read its arguments.
    this.#shares.set('start-up', { time: this.#begin, times: 1 });
  }

  measure<T>(part: string, work: () => T): T {
    const from = this.#enter();
    try {
      return work();
    } finally {
      this.#leave(part, from);
    }
  }

  async measureAsync<T>(part: string, work: () => Promise<T>): Promise<T> {
    const from = this.#enter();
    try {
      return await work();
    } finally {
      this.#leave(part, from);
    }
  }

  #enter(): number {
    this.#inside.push(0);
    return performance.now();
  }

  #leave(part: string, from: number): void {
    const time = performance.now() - from;
    const inside = this.#inside.pop() ?? 0;
    const outer = this.#inside.length - 1;
    if (outer >= 0) this.#inside[outer] = (this.#inside[outer] ?? 0) + time;
    const share = this.#shares.get(part);
    if (share === undefined) this.#shares.set(part, { time: time - inside, times: 1 });
    else {
      share.time += time - inside;
      share.times++;
    }
  }

  /** The same files, with the time of every call. */
  fileSystem(system: FileSystem): FileSystem {
    return {
      read: (path) => this.measure('reading', () => system.read(path)),
      exists: (path) => this.measure('looking for files', () => system.exists(path)),
      status: (path) => this.measure('looking for files', () => system.status(path)),
      list: (folder) => this.measure('looking for files', () => system.list(folder)),
      realPath: (path) => this.measure('looking for files', () => system.realPath(path)),
    };
  }

  /** The parser, with the time it takes. */
  readonly parse = (text: string): Document => this.measure('parsing', () => parse(text));

  /** The same rules, each with its time and the number of its findings; its fixes count as a part of their own. */
  rules(rules: readonly Rule[]): Rule[] {
    return rules.map((rule) => ({
      ...rule,
      check: (context) =>
        this.measure(`rule ${rule.id}`, () =>
          rule.check({
            ...context,
            report: (finding) => {
              this.#reported.set(rule.id, (this.#reported.get(rule.id) ?? 0) + 1);
              const { fix } = finding;
              context.report(
                typeof fix === 'function' ? { ...finding, fix: () => this.measure('fixes', fix) } : finding,
              );
            },
          }),
        ),
    }));
  }

  /** The table of all parts, the longest first, and the whole. What the rules report is counted before one cause is one finding. */
  table(models: readonly Model[], { findings }: Pick<LintResult, 'findings'>): string {
    const total = performance.now();
    const known = sum(this.#shares.values(), ({ time }) => time);
    const rows = [...this.#shares, [REST, { time: total - known, times: 1 }] as const]
      .toSorted(([, a], [, b]) => b.time - a.time)
      .map(([part, { time, times }]) => {
        const reported = this.#reported.get(part.replace(/^rule /, ''));
        return [
          time.toFixed(2),
          ((100 * time) / total).toFixed(1),
          `${times}`,
          reported === undefined ? '' : `${reported}`,
          part,
        ];
      });
    const header = ['ms', '%', 'times', 'reported', 'part'];
    const widths = header.map((_, column) =>
      Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
    );
    const lines = [header, ...rows].map((row) =>
      row.map((cell, column) => (column === 4 ? cell : cell.padStart(widths[column] ?? 0))).join('  '),
    );
    const files = new Set(models.flatMap((model) => model.files));
    const counts = [
      counted(files.size, 'file'),
      counted(
        sum(files, (file) => file.lines.count),
        'line',
      ),
      counted(
        sum(files, (file) => file.document.lines.filter(isDirective).length),
        'directive',
      ),
      counted(findings.length, 'finding'),
    ];
    return `${lines.join('\n')}\n${counts.join(', ')} in ${total.toFixed(1)} ms\n`;
  }
}
