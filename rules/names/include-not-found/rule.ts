import { basename } from 'node:path';
import { count, defineRule, hasPlaceholder, quote } from '../../kit.ts';
import { MAX_INCLUDE_DEPTH, MAX_INCLUSIONS, MAX_REPEATED_LINES } from '../../../src/catalog/decisions.ts';

/** `path` is as written; as one with wildcards may match several files, `file` is the name of the file. */
type IncludeData = Readonly<{ path: string; file: string; isInMain: boolean }>;

const STOPS = 'PowerMTA cannot load the configuration without it';

/** The folders in which a path is looked for. */
function folders({ path, isInMain }: IncludeData): string {
  if (/^[\\/]|^[a-z]:/i.test(path)) return '';
  return `, looked for from the folder of this file${isInMain ? '' : ' and from that of the main configuration'}`;
}

const hasWildcard = (path: string): boolean => /[*?]/.test(path);

/** The path, and the file that it matches if it has wildcards. */
function fileText({ path, file }: IncludeData): string {
  return hasWildcard(path) ? `${quote(path)} matches ${quote(file)}, which` : quote(path);
}

const messages = {
  missing: (data: IncludeData) => ({
    message: `${quote(data.path)} does not exist${folders(data)}; correct the path or add the file; ${STOPS}`,
  }),
  notAFile: ({ path }: IncludeData) => ({
    message: `${quote(path)} is not a file; name a file, or all files of a folder with a wildcard (FOLDER/*.conf); ${STOPS}`,
  }),
  unreadable: (data: IncludeData) => ({
    message: `${fileText(data)} cannot be read; give the right to read it to the user who runs PowerMTA and this check; ${STOPS}`,
  }),
  notText: (data: IncludeData) => ({
    message: `${fileText(data)} is not text (UTF-16, or a binary file) and was not read; save it as UTF-8, or correct the path; ${STOPS}`,
  }),
  outsideRoots: ({ path }: IncludeData) => ({
    message: `${quote(path)} ${hasWildcard(path) ? 'leads' : 'lies'} outside this configuration and was not read; say with --include-root where it is found, so that what it holds is checked too`,
  }),
  leavesRoots: ({ path }: IncludeData) => ({
    message: `${quote(path)} leads out of the folder of this configuration and was not read; keep the file inside it, or name its folder with --include-root; what it holds is not under the same control`,
  }),
  noMatch: (data: IncludeData) => ({
    message: `${quote(data.path)} matches no file${folders(data)}; settings that you expect from there are not in force`,
  }),
  tooDeep: ({ path }: IncludeData) => ({
    message: `${quote(path)} would be the include number ${MAX_INCLUDE_DEPTH + 1} inside each other and was not read; at most ${MAX_INCLUDE_DEPTH} are followed; include the file from further up`,
  }),
  tooMany: ({ path }: IncludeData) => ({
    message: `${quote(path)} was not read: files are included more than ${count(MAX_INCLUSIONS, 'time')} in all, or again and again beyond ${count(MAX_REPEATED_LINES, 'line')}; look for files that include each other many times`,
  }),
  loop: ({ path, files }: { path: string; files: number }) => ({
    message: `${quote(path)} ${files === 1 ? 'includes this file itself' : 'leads back to this file'}: an include loop; take one of its includes out; PowerMTA cannot load files that include each other without end`,
  }),
};

/** The problems of an include, apart from a loop. */
const FINDINGS = {
  missing: { messageId: 'missing', severity: 'error' },
  'not-a-file': { messageId: 'notAFile', severity: 'error' },
  unreadable: { messageId: 'unreadable', severity: 'error' },
  'not-text': { messageId: 'notText', severity: 'error' },
  'outside-roots': { messageId: 'outsideRoots', severity: 'info' },
  'leaves-roots': { messageId: 'leavesRoots', severity: 'warning' },
  'no-match': { messageId: 'noMatch', severity: 'info' },
  'too-deep': { messageId: 'tooDeep', severity: 'error' },
  'too-many': { messageId: 'tooMany', severity: 'error' },
} as const;

export const rule = defineRule({
  id: 'include-not-found',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'an include whose file is not there, cannot be read, or leads in a loop',
  messages,
  check({ model, report }) {
    for (const { use, problem, path: file, loop } of model.includes) {
      const path = use.plainValue ?? '';
      if (problem === null || problem === 'address' || hasPlaceholder(path)) continue;
      if (problem !== 'cycle') {
        const data = { path, file: basename(file), isInMain: use.file === model.main };
        report({ location: use.nameLocation, ...FINDINGS[problem], data });
        continue;
      }
      // A loop is reported once, at its first line in reading order.
      const [first = use, ...others] = loop.toSorted((a, b) => a.order - b.order);
      const data = { path: first.plainValue ?? '', files: loop.length };
      const related = others.map((other) => ({ ...other.nameLocation, message: 'goes on here' }));
      report({ location: first.nameLocation, messageId: 'loop', data, related });
    }
  },
});
