import { parse } from '../../../grammar/parse.ts';
import type { Document } from '../../../grammar/tree.ts';
import { getOrMake } from '../../base/collections.ts';
import type { LintResult } from '../../engine/lint-result.ts';
import type { AnyMessages, Rule, RuleContext } from '../../engine/rule.ts';
import type { FileSystem } from '../../model/source/file-system.ts';
import type { Model } from '../../model/model.ts';
import { counted } from '../../report/findings/summary.ts';

interface Share {
  /** Milliseconds, without those of parts inside it. */
  time: number;
  times: number;
}

/** Time that is in no part: loading the program's own parts, waiting for the disk and for readers. */
const REST = 'the rest';

function sum<T>(items: Iterable<T>, figure: (item: T) => number): number {
  return [...items].reduce((total, item) => total + figure(item), 0);
}

/** Takes the time of a run by its parts, which add up to the whole. Asynchronous parts may not overlap. */
export class Stopwatch {
  readonly #shares = new Map<string, Share>();
  readonly #reported = new Map<string, number>();
  /** For each part that is going on: milliseconds of the parts inside it so far. */
  readonly #inside: number[] = [];

  constructor() {
    // Node itself, and the program until it read its arguments.
    this.#shares.set('start-up', { time: performance.now(), times: 1 });
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
    const share = getOrMake(this.#shares, part, () => ({ time: 0, times: 0 }));
    share.time += time - inside;
    share.times++;
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

  readonly parse = (text: string): Document => this.measure('parsing', () => parse(text));

  /** The same rules, each with its time and the number of its findings; fixes are a part of their own. */
  rules(rules: readonly Rule[]): Rule[] {
    return rules.map((rule) => {
      const part = `rule ${rule.id}`;
      const check = (context: RuleContext<AnyMessages>): void =>
        rule.check({
          ...context,
          report: (finding) => {
            this.#reported.set(part, (this.#reported.get(part) ?? 0) + 1);
            const { fix } = finding;
            context.report(
              typeof fix === 'function' ? { ...finding, fix: () => this.measure('fixes', fix) } : finding,
            );
          },
        });
      return { ...rule, check: (context) => this.measure(part, () => check(context)) };
    });
  }

  /** The table of all parts, the longest first, and the whole. Reported findings are counted before conflicts are resolved. */
  table(models: readonly Model[], { findings }: Pick<LintResult, 'findings'>): string {
    const total = performance.now();
    const known = sum(this.#shares.values(), ({ time }) => time);
    const rows = [...this.#shares, [REST, { time: total - known, times: 1 }] as const]
      .toSorted(([, a], [, b]) => b.time - a.time)
      .map(([part, { time, times }]) => [
        time.toFixed(2),
        ((100 * time) / total).toFixed(1),
        `${times}`,
        `${this.#reported.get(part) ?? ''}`,
        part,
      ]);
    const table = [['ms', '%', 'times', 'reported', 'part'], ...rows];
    const widthOf = (column: number): number => Math.max(...table.map((row) => row[column]?.length ?? 0));
    const widths = [0, 1, 2, 3].map(widthOf);
    const lines = table.map((row) =>
      row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '),
    );
    const files = new Set(models.flatMap((model) => model.files));
    const directives = [...files]
      .flatMap((file) => file.document.lines)
      .filter(({ kind }) => kind === 'directive');
    const counts = [
      counted(files.size, 'file'),
      counted(
        sum(files, (file) => file.lines.count),
        'line',
      ),
      counted(directives.length, 'directive'),
      counted(findings.length, 'finding'),
    ];
    return `${lines.join('\n')}\n${counts.join(', ')} in ${total.toFixed(1)} ms\n`;
  }
}
