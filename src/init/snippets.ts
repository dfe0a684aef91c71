import { dirname } from 'node:path';
import { pathBelow } from '../model/source/file-system.ts';
import type { Discoveries } from './discoveries.ts';

/** A file that `init` writes (its path is relative to the top of the work tree), or whose text it prints if one exists. */
export interface Snippet {
  readonly path: string;
  readonly text: string;
  /** What to add by hand to an existing file, and another file that it then needs. */
  readonly toAdd: string;
  readonly beside?: { readonly path: string; readonly text: string };
}

/** What the snippets depend on; `top` of the work tree and the `settings` file are absolute paths. */
interface SnippetContext {
  readonly found: Discoveries;
  readonly top: string;
  readonly settings: string;
  readonly version: string;
  /** Whether the work tree's package.json names pmta-lint, so that `npm ci` brings it. */
  readonly isDependency: boolean;
}

/** A text as YAML takes it after a key or in a list. */
function yaml(text: string): string {
  return /^\w[\w./@= -]*$/.test(text) ? text : JSON.stringify(text);
}

function word(text: string): string {
  return /^[\w./@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The arguments that make a run at the top of the work tree check what the settings are for. */
function argumentsOf({ found, top, settings }: SnippetContext): string[] {
  if (dirname(settings) === top) return [];
  const config = ['--config', pathBelow(settings, top) ?? settings];
  return found.entries.length > 0 ? config : [...config, pathBelow(found.top, top) ?? found.top];
}

function commandOf(context: SnippetContext, more: readonly string[] = []): string {
  const run = context.isDependency ? 'npx --no-install pmta-lint' : `npx --yes pmta-lint@${context.version}`;
  return [run, ...[...more, ...argumentsOf(context)].map(word)].join(' ');
}

/** Folders that hold all files of the entries, none inside another; relative to the top of the work tree. */
function foldersOf({ found, top }: SnippetContext): string[] {
  const folders = new Set(
    found.entries.flatMap(({ files }) => files.map((path) => pathBelow(dirname(path), top) ?? '')),
  );
  return [...folders]
    .filter(
      (folder) =>
        ![...folders].some((other) => other !== folder && (other === '' || folder.startsWith(`${other}/`))),
    )
    .sort();
}

/** A regular expression of pre-commit (Python) for the files that a check depends on. */
function filesPattern(context: SnippetContext): string {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const folders = foldersOf(context);
  const settings = escaped(pathBelow(context.settings, context.top) ?? '');
  const configurations =
    folders.length === 0 || folders.includes('')
      ? [String.raw`(.*/)?config$`, String.raw`.*\.(conf|cfg|pmta)$`]
      : folders.map((folder) => `${escaped(folder)}/`);
  return `^(${[...configurations, `${settings}$`].join('|')})`;
}

/** For pre-commit, as a hook of its own: nothing but npm has to be reached. */
export function preCommitSnippet(context: SnippetContext): Snippet {
  const hook = [
    '  - repo: local',
    '    hooks:',
    '      - id: pmta-lint',
    '        name: pmta-lint',
    ...(context.isDependency
      ? ['        language: system', `        entry: ${yaml(commandOf(context))}`]
      : [
          '        language: node',
          `        entry: ${yaml(['pmta-lint', ...argumentsOf(context).map(word)].join(' '))}`,
          `        additional_dependencies: ['pmta-lint@${context.version}']`,
        ]),
    '        # All configurations together: what one file says may be wrong in another.',
    '        pass_filenames: false',
    `        files: '${filesPattern(context).replaceAll("'", "''")}'`,
    '',
  ].join('\n');
  return { path: '.pre-commit-config.yaml', text: `repos:\n${hook}`, toAdd: `# behind repos:\n${hook}` };
}

/** For GitHub Actions, which gets annotations by itself. */
export function githubSnippet(context: SnippetContext): Snippet {
  const text = [
    '# Checks the PowerMTA configurations; findings are shown in the diff of a pull request.',
    'name: pmta-lint',
    'on:',
    '  push:',
    '  pull_request:',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  pmta-lint:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v5',
    '      - uses: actions/setup-node@v6',
    '        with:',
    '          node-version: 24',
    ...(context.isDependency ? ['      - run: npm ci'] : []),
    `      - run: ${yaml(commandOf(context))}`,
    '',
  ].join('\n');
  return { path: '.github/workflows/pmta-lint.yml', text, toAdd: text };
}

/** For GitLab, with a report that merge requests show. */
export function gitlabSnippet(context: SnippetContext): Snippet {
  const report = 'gl-code-quality-report.json';
  const text = [
    '# Checks the PowerMTA configurations; findings are shown in the merge request.',
    'pmta-lint:',
    '  image: node:24-slim',
    '  script:',
    ...(context.isDependency ? ['    - npm ci'] : []),
    `    - ${yaml(commandOf(context, ['--output-file', `gitlab=${report}`]))}`,
    '  artifacts:',
    '    when: always',
    '    reports:',
    `      codequality: ${report}`,
    '',
  ].join('\n');
  const beside = '.gitlab/pmta-lint.gitlab-ci.yml';
  return {
    path: '.gitlab-ci.yml',
    text,
    toAdd: `include:\n  - local: ${beside}\n`,
    beside: { path: beside, text },
  };
}
