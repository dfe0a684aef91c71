import type { ReportedFile } from '../../app/report.ts';
import { MaskedFile } from './shown-file.ts';
import { holdsWord, secretWords } from './shown-fix.ts';
import { visible } from '../../base/visible.ts';

/** A file that fixes change, and the unified diff of it alone. */
export interface PatchedFile {
  readonly patch: string;
  readonly before: ReportedFile;
  readonly after: ReportedFile;
}

/** A patch to read, which need not apply; `masked` if secrets are left out of its lines. */
interface ShownPatch {
  readonly lines: readonly string[];
  readonly masked: boolean;
}

/** Characters of a line that are shown. */
const LONGEST_LINE = 4000;

const MASK = '***';

/** A line of a file up to the first secret in it; undefined for one without. */
function masker(file: ReportedFile): (line: number) => string | undefined {
  const shown = new MaskedFile(file);
  return (line) => {
    const secret = shown.maskStart(line);
    return secret === undefined ? undefined : file.source.slice(shown.boundsOf(line).start, secret) + MASK;
  };
}

/** A line without hidden characters other than tabs. */
function shownLine(text: string): string {
  const bare = text.endsWith('\r') ? text.slice(0, -1) : text;
  const shown = bare.split('\t').map(visible).join('\t');
  return shown.length > LONGEST_LINE ? `${shown.slice(0, LONGEST_LINE)}…` : shown;
}

function linesOf({ patch, before, after }: PatchedFile): ShownPatch {
  const words = secretWords([before, after]);
  const [old, now] = [masker(before), masker(after)];
  let masked = false;
  let [oldLine, newLine] = [0, 0];
  const content = (sign: string, text: string, mask: string | undefined): string => {
    const bare = mask ?? (holdsWord(text, words) ? MASK : text);
    if (bare !== text) masked = true;
    return sign + shownLine(bare);
  };
  const lines = patch
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
      if (hunk !== null) {
        [oldLine, newLine] = [Number(hunk[1]), Number(hunk[2])];
        return line;
      }
      // The lines before the first hunk name the file; a tab ends a name with blanks, for programs.
      if (oldLine === 0 && newLine === 0) return shownLine(line.replace(/\t$/, ''));
      const text = line.slice(1);
      if (line.startsWith('-')) return content('-', text, old(oldLine++));
      if (line.startsWith('+')) return content('+', text, now(newLine++));
      if (!line.startsWith(' ')) return shownLine(line);
      const mask = old(oldLine++);
      newLine++;
      return content(' ', text, mask);
    });
  return { lines, masked };
}

export function shownPatch(files: readonly PatchedFile[]): ShownPatch {
  const patches = files.map(linesOf);
  return {
    lines: patches.flatMap(({ lines }) => lines),
    masked: patches.some(({ masked }) => masked),
  };
}
