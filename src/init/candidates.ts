import { basename, extname } from 'node:path';
import { findDirective } from '../catalog/directives.ts';
import { hasTemplateTag } from '../catalog/placeholders.ts';
import { findSection } from '../catalog/sections.ts';
import { whyNotText } from '../model/source/not-text.ts';
import type { SourceFile, SourceFiles } from '../model/source/source-file.ts';

/** Larger files are logs or lists, and reading all of them would take long. */
const MOST_BYTES = 4 * 2 ** 20;
/** More files with a likely name than anyone has. */
const MOST_CANDIDATES = 5000;

const TEMPLATE_ENDINGS = /\.(?:j2|jinja2?|erb|epp|ejs|hbs|mustache|tpl|tmpl|template|in)$/i;
const SAMPLE_OR_COPY =
  /(?:^|[^a-z])(?:sample|example|old|bak|backup|orig|dist|copy|save|disabled)(?:[^a-z]|$)|~$/i;

/** What programs and documents end in: they may mention PowerMTA, but are not its configurations. */
const OTHER_ENDINGS = new Set(
  'c cjs cs css csv eml gif go gz htm html ini java jpg js json jsx key lock log md mjs mo pem php pl png po properties py rb rs rst sh sql svg tar tf toml ts tsx txt vue xml yaml yml zip'
    .split(' ')
    .map((ending) => `.${ending}`),
);

export interface Candidate {
  readonly file: SourceFile;
  /** What PowerMTA can read, what a template engine makes that of, or something else that is named like it. */
  readonly kind: 'configuration' | 'template' | 'foreign';
  /** Whether its name says that it is not in use. */
  readonly isSampleOrCopy: boolean;
}

/** Whether the name of a file says that it may be a configuration. */
export function mayBe(path: string, isSearched: (name: string) => boolean): boolean {
  const name = basename(path);
  if (isSearched(name) || TEMPLATE_ENDINGS.test(name)) return true;
  return /pmta|^config\b/i.test(name) && !OTHER_ENDINGS.has(extname(name).toLowerCase());
}

/** How much a path says that PowerMTA reads it. */
function likelihood(path: string): number {
  return Number(/pmta/i.test(path)) + Number(basename(path) === 'config');
}

/** Whether a directive is PowerMTA's own: other programs know `include` and `server` too. */
function isOwn(name: string, value: string): boolean {
  return name === 'include' ? value.toLowerCase().includes('pmta') : name.includes('-');
}

/** Whether most of what a file says is known of PowerMTA, and something of it is found nowhere else. */
function isPowerMta(file: SourceFile): boolean {
  const kinds = file.document.lines.map((line): 'own' | 'known' | 'other' | null => {
    // A pattern is `/regex/ category`, as in a list of bounce categories.
    if (line.kind === 'pattern') return 'own';
    if (line.kind === 'invalid') return 'other';
    if (line.kind !== 'directive' && line.kind !== 'open') return null;
    const name = file.slice(line.name).toLowerCase();
    if (line.kind === 'open') return findSection(name) === undefined ? 'other' : 'own';
    if (findDirective(name) === undefined) return 'other';
    return isOwn(name, line.value === null ? '' : file.slice(line.value)) ? 'own' : 'known';
  });
  const others = kinds.filter((kind) => kind === 'other').length;
  const known = kinds.filter((kind) => kind === 'own' || kind === 'known').length;
  return kinds.includes('own') && known >= others;
}

/** The files of a survey that may be configurations; unreadable ones are left out, and of too many the likeliest taken. */
export function candidatesAmong(
  paths: readonly string[],
  files: SourceFiles,
  isSearched: (name: string) => boolean,
): { readonly candidates: Candidate[]; readonly isCut: boolean } {
  const named = paths.filter((path) => mayBe(path, isSearched));
  const likely =
    named.length > MOST_CANDIDATES
      ? named.sort((a, b) => likelihood(b) - likelihood(a)).slice(0, MOST_CANDIDATES)
      : named;
  const candidates = likely.flatMap((path): Candidate[] => {
    try {
      if (files.system.status(path).size > MOST_BYTES) return [];
      const file = files.read(path);
      if (whyNotText(file.bytes) !== null) return [];
      const name = basename(path);
      const isTemplate = TEMPLATE_ENDINGS.test(name) || hasTemplateTag(file.text);
      const kind = !isPowerMta(file) ? 'foreign' : isTemplate ? 'template' : 'configuration';
      // A search does not come upon other names: nothing has to be said of them.
      if (kind === 'foreign' && !isSearched(name)) return [];
      return [{ file, kind, isSampleOrCopy: SAMPLE_OR_COPY.test(name) }];
    } catch {
      return [];
    }
  });
  return { candidates, isCut: likely.length < named.length };
}
