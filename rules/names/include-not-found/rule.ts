import { count, hasPlaceholder, quote, type Rule, type RuleContext, type Severity } from '../../kit.ts';
import { basename } from 'node:path';
import { MAX_INCLUDE_DEPTH, MAX_INCLUSIONS, MAX_REPEATED_LINES } from '../../../src/catalog/decisions.ts';
import type { IncludeProblem } from '../../../src/model/source/includes.ts';
import type { IncludeUse } from '../../../src/model/source/reading.ts';

interface Verdict {
  readonly severity: Severity;
  /** What is there and what to do, behind the path as written. */
  readonly says: string;
}

const STOPS = 'PowerMTA cannot load the configuration without it';

/** Where a written path is looked for, in words. */
function place(written: string, isMain: boolean): string {
  if (/^[\\/]|^[a-z]:/i.test(written)) return '';
  return `, looked for from the folder of this file${isMain ? '' : ' and from that of the main configuration'}`;
}

function verdictOn(
  problem: Exclude<IncludeProblem, 'cycle' | 'address'>,
  include: IncludeUse,
  written: string,
  isMain: boolean,
): Verdict {
  const wildcard = /[*?]/.test(written);
  const one = wildcard ? `matches ${quote(basename(include.path))}, which` : '';
  switch (problem) {
    case 'missing':
      return {
        severity: 'error',
        says: `does not exist${place(written, isMain)}; correct the path or add the file; ${STOPS}`,
      };
    case 'not-a-file':
      return {
        severity: 'error',
        says: `is not a file; name a file, or all files of a folder with a wildcard (FOLDER/*.conf); ${STOPS}`,
      };
    case 'unreadable':
      return {
        severity: 'error',
        says: `${one === '' ? 'cannot' : `${one} cannot`} be read; give the right to read it to the user who runs PowerMTA and this check; ${STOPS}`,
      };
    case 'not-text':
      return {
        severity: 'error',
        says: `${one === '' ? 'is' : `${one} is`} not text (UTF-16, or a binary file) and was not read; save it as UTF-8, or correct the path; ${STOPS}`,
      };
    case 'outside-roots':
      return {
        severity: 'info',
        says: `${one === '' ? 'lies' : 'leads'} outside this configuration and was not read; say with --include-root where it is found, so that what it holds is checked too`,
      };
    case 'leaves-roots':
      return {
        severity: 'warning',
        says: 'leads out of the folder of this configuration and was not read; keep the file inside it, or name its folder with --include-root; what it holds is not under the same control',
      };
    case 'no-match':
      return {
        severity: 'info',
        says: `matches no file${place(written, isMain)}; settings that you expect from there are not in force`,
      };
    case 'too-deep':
      return {
        severity: 'error',
        says: `would be the include number ${MAX_INCLUDE_DEPTH + 1} inside each other and was not read; at most ${MAX_INCLUDE_DEPTH} are followed; include the file from further up`,
      };
    case 'too-many':
      return {
        severity: 'error',
        says: `was not read: files are included more than ${count(MAX_INCLUSIONS, 'time')} in all, or again and again beyond ${count(MAX_REPEATED_LINES, 'line')}; look for files that include each other many times`,
      };
  }
}

/** A loop is one finding: at its first line in reading order, the others beside it. */
function reportLoop({ loop }: IncludeUse, { report }: RuleContext): void {
  const [first, ...others] = loop.toSorted((a, b) => a.order - b.order);
  if (first === undefined) return;
  const path = quote(first.plainValue ?? '');
  const way = others.length === 0 ? 'includes this file itself' : 'leads back to this file';
  report({
    location: { file: first.file, range: first.nameRange },
    message: `${path} ${way}: an include loop; take one of its includes out; PowerMTA cannot load files that include each other without end`,
    related: others.map((use) => ({ file: use.file, range: use.nameRange, message: 'goes on here' })),
  });
}

export const rule: Rule = {
  id: 'include-not-found',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'an include whose file is not there, cannot be read, or leads in a loop',
  check(context) {
    for (const include of context.model.includes) {
      const { use, problem } = include;
      const written = use.plainValue ?? '';
      if (problem === null || problem === 'address' || hasPlaceholder(written)) continue;
      if (problem === 'cycle') {
        reportLoop(include, context);
        continue;
      }
      const { severity, says } = verdictOn(problem, include, written, use.file === context.model.main);
      context.report({
        location: { file: use.file, range: use.nameRange },
        severity,
        message: `${quote(written)} ${says}`,
      });
    }
  },
};
