import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Severity } from '../../src/engine/finding.ts';

/** A finding that an example marks with carets under the text. */
export interface Mark {
  /** From 1, in the example without its mark lines. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly severity: Severity;
  /** Whole, or a beginning where it ends in `…`. */
  readonly message: string;
}

/** A configuration of a rule's page. */
export interface Example {
  readonly expected: 'bad' | 'good';
  /** The line of the fence in the page. */
  readonly line: number;
  /** The example's files, `config` first, without marks. */
  readonly texts: Record<string, string>;
  readonly marks: readonly Mark[];
  readonly options: Readonly<Record<string, string | undefined>>;
  /** The patch that the page shows for it. */
  readonly diff: { readonly text: string; readonly unsafe: boolean } | null;
}

const MARK = /^[ \t]*(?:#[ \t]*)?(\^+) (error|warning|info): (.*)$/;

function withoutMarks(code: string): { text: string; marks: Mark[] } {
  const kept: string[] = [];
  const marks: Mark[] = [];
  for (const line of code.split('\n')) {
    const match = MARK.exec(line);
    const carets = match?.[1];
    if (match === null || carets === undefined) {
      kept.push(line);
      continue;
    }
    const column = line.indexOf('^') + 1;
    marks.push({
      line: kept.length,
      column,
      endColumn: column + carets.length,
      severity: match[2] as Severity,
      message: match[3] ?? '',
    });
  }
  return { text: `${kept.join('\n')}\n`, marks };
}

/**
 * The examples of a rule's page. A fence `pmta bad` or `pmta good` is one example, with `key=value` settings after it; `pmta
 * file=NAME` before it adds a file; a fence `diff` (or `diff unsafe`) after it is the patch that the rule's fix gives. In a
 * bad example a line of carets marks a finding in the line above: `^^^^ severity: message`.
 */
export function examplesOf(markdown: string): Example[] {
  const examples: { -readonly [K in keyof Example]: Example[K] }[] = [];
  let files: Record<string, string> = {};
  for (const node of fromMarkdown(markdown).children) {
    if (node.type !== 'code') continue;
    const meta = (node.meta ?? '').split(/\s+/).filter((word) => word !== '');
    if (node.lang === 'diff') {
      const last = examples.at(-1);
      if (last === undefined) throw new Error('a diff stands before any example');
      last.diff = { text: `${node.value}\n`, unsafe: meta.includes('unsafe') };
    } else if (node.lang === 'pmta') {
      const options: Record<string, string | undefined> = {};
      for (const word of meta) {
        const at = word.indexOf('=');
        if (at !== -1) options[word.slice(0, at)] = word.slice(at + 1);
      }
      const { text, marks } = withoutMarks(node.value);
      if (options.file !== undefined) {
        files[options.file] = text;
        continue;
      }
      const expected = meta.includes('bad') ? 'bad' : 'good';
      if (expected === 'good' && !meta.includes('good'))
        throw new Error('an example is neither bad nor good');
      const line = node.position?.start.line ?? 0;
      examples.push({ expected, line, texts: { config: text, ...files }, marks, options, diff: null });
      files = {};
    }
  }
  return examples;
}
