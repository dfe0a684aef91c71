import { hasPlaceholder } from '../catalog/placeholders.ts';
import { quote } from '../engine/message.ts';
import type { IncludeProblem } from '../model/source/includes.ts';
import type { Model } from '../model/model.ts';
import type { IncludeUse } from '../model/source/reading.ts';
import type { UnreadIncludes } from './report.ts';
import type { IsTarget } from './target-files.ts';

const SILENT = 'rules about what is missing, or about whole queues, stay silent';
const NOT_READ = 'was not read';

const REASONS: Readonly<Record<IncludeProblem, readonly [string, string]>> = {
  missing: ['does not exist', 'correct the path or add the file'],
  'not-a-file': ['is not a file', 'name a file, or all files of a folder with a wildcard (FOLDER/*.conf)'],
  unreadable: ['cannot be read', 'give the right to read it to the user who runs this check'],
  'not-text': ['is not text', 'save it as UTF-8'],
  'outside-roots': [NOT_READ, 'say with --include-root or includeRoots where it is'],
  'leaves-roots': [NOT_READ, 'name its folder with --include-root'],
  'too-deep': [NOT_READ, 'include it from further up'],
  'too-many': [NOT_READ, 'look for files that include each other many times'],
  address: ['is an address, and nothing is fetched', 'include a copy of it to have it checked'],
  'no-match': [NOT_READ, 'correct the path'],
  cycle: [NOT_READ, 'take one include of the loop out'],
};

function reasonOf(written: string, problem: IncludeProblem): readonly [string, string] {
  if (hasPlaceholder(written)) return [NOT_READ, 'check what the template makes of it'];
  const [what, remedy] = REASONS[problem];
  return [what !== NOT_READ && /[*?]/.test(written) ? `${NOT_READ} in full` : what, remedy];
}

/** What was not read of each configuration: its includes, else a tag with too many domains. One entry for two that share the line. */
export function unreadIncludes(models: readonly Model[], isTarget: IsTarget | undefined): UnreadIncludes[] {
  const entries = new Map<string, UnreadIncludes>();
  for (const model of models) {
    if (model.knows('includes') || !model.files.some((file) => isTarget?.(file) ?? true)) continue;
    const unread = new Map<string, IncludeUse>();
    for (const include of model.includes) {
      const { file, nameRange } = include.use;
      const place = `${nameRange.start} ${file.path}`;
      if (include.unread && !unread.has(place)) unread.set(place, include);
    }
    const [first] = unread.values();
    if (first === undefined) {
      const [tag = ''] = model.uncountedTags;
      const location = model.sectionsOf('domain').find(({ argument }) => argument === tag)?.tagLocation;
      const { file, range } = location ?? { file: model.main, range: { start: 0 } };
      const text = `${quote(tag)} stands for more domains than are computed: ${SILENT}; write a wildcard`;
      const entry = { path: file.path, line: file.lines.positionAt(range.start).line, text };
      entries.set(JSON.stringify(entry), entry);
      continue;
    }
    const written = first.use.plainValue ?? '';
    const [what, remedy] = reasonOf(written, first.problem ?? 'missing');
    const others = unread.size === 1 ? '' : ` (and ${unread.size - 1} more)`;
    const text = `${quote(written)} ${what}${others}: ${SILENT}; ${remedy}`;
    const { file, nameRange } = first.use;
    const entry = { path: file.path, line: file.lines.positionAt(nameRange.start).line, text };
    entries.set(JSON.stringify(entry), entry);
  }
  return [...entries.values()];
}
