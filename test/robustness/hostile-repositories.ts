import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { commit, git, repositoryOf, write } from '../cli/repository.ts';
import { folderOf, type Files } from '../support/folders.ts';
import { FIXABLE } from '../cli/samples.ts';

/** What is checked: something can be fixed in it. */
export const OWN = `${FIXABLE}log-file /x\n`;

/** A repository, the script that must not run, and the file that shows that it ran. */
export interface Prey {
  readonly folder: string;
  readonly script: string;
  readonly mark: string;
}

/** Writes settings of the repository; there is nothing to be set in the environment. */
export function set(
  folder: string,
  ...settings: readonly (readonly [key: string, value: string])[]
): undefined {
  for (const [key, value] of settings) git(folder, 'config', '--add', key, value);
  return undefined;
}

/** A repository of two commits and a change, in which nothing is prepared yet. */
export function preyOf(files: Files = {}): Prey {
  const folder = repositoryOf({ config: OWN, replies: '421 x\n', ...files });
  const mark = join(folderOf({}), 'ran');
  const script = join(folder, 'evil.sh');
  write(folder, 'evil.sh', `#!/bin/sh\necho "$0 $*" >> ${mark}\nexit 1\n`);
  chmodSync(script, 0o755);
  commit(folder);
  write(folder, 'config', `${OWN}bogus x\n`);
  return { folder, script, mark };
}

const HOOKS = [
  ...[
    'fsmonitor-watchman',
    'post-checkout',
    'post-index-change',
    'post-rewrite',
    'pre-auto-gc',
    'pre-commit',
  ],
  ...['prepare-commit-msg', 'reference-transaction', 'query-watchman', 'sendemail-validate', 'update'],
];

const ATTRIBUTES = '* diff=evil filter=evil merge=evil textconv=evil ident\n';

/** What a stranger prepares, and the environment that goes with it. */
export const ATTACKS: readonly (readonly [
  what: string,
  prepare: (prey: Prey) => Record<string, string> | undefined,
])[] = [
  [
    'a monitor',
    ({ folder, script }) => set(folder, ['core.fsmonitor', script], ['core.fsmonitorHookVersion', '1']),
  ],
  [
    'hooks',
    ({ folder, script }) => {
      for (const name of HOOKS) cpSync(script, join(folder, '.git/hooks', name));
      return undefined;
    },
  ],
  [
    'hooks elsewhere',
    ({ folder }) => {
      mkdirSync(join(folder, 'hooks'));
      for (const name of HOOKS) cpSync(join(folder, 'evil.sh'), join(folder, 'hooks', name));
      set(folder, ['core.hooksPath', join(folder, 'hooks')]);
      return undefined;
    },
  ],
  [
    'filters, text conversions and programs that compare',
    ({ folder, script }) => {
      write(folder, '.gitattributes', ATTRIBUTES);
      write(folder, '.git/info/attributes', ATTRIBUTES);
      set(
        folder,
        ['diff.evil.textconv', script],
        ['diff.evil.command', script],
        ['diff.external', script],
        ['filter.evil.clean', script],
        ['filter.evil.smudge', script],
        ['filter.evil.process', script],
        ['filter.evil.required', 'true'],
        ['merge.evil.driver', script],
      );
    },
  ],
  [
    'pagers, editors and other helpers',
    ({ folder, script }) =>
      set(
        folder,
        ['core.pager', script],
        ...['rev-parse', 'ls-files', 'ls-tree', 'cat-file', 'diff-index'].flatMap((name) => [
          [`pager.${name}`, script] as const,
          [`alias.${name}`, `!${script}`] as const,
        ]),
        ['core.editor', script],
        ['sequence.editor', script],
        ['core.askPass', script],
        ['core.sshCommand', script],
        ['core.gitProxy', script],
        ['core.alternateRefsCommand', script],
        ['credential.helper', `!${script}`],
        ['gpg.program', script],
        ['log.showSignature', 'true'],
        ['uploadpack.packObjectsHook', script],
        ['trace2.eventTarget', join(folder, 'traced')],
        ['interactive.diffFilter', script],
      ),
  ],
  [
    'settings of settings',
    ({ folder, script }) => {
      write(folder, 'more', `[core]\n\tfsmonitor = ${script}\n\thooksPath = ${folder}\n`);
      set(folder, ['include.path', join(folder, 'more')]);
    },
  ],
  [
    'the environment',
    ({ folder, script }) => ({
      GIT_EXTERNAL_DIFF: script,
      GIT_PAGER: script,
      PAGER: script,
      GIT_EDITOR: script,
      GIT_ASKPASS: script,
      GIT_SSH_COMMAND: script,
      GIT_PROXY_COMMAND: script,
      GIT_EXEC_PATH: folder,
      GIT_TRACE: join(folder, 'traced'),
      GIT_TRACE2_EVENT: join(folder, 'traced'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: script,
      GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${script}'`,
    }),
  ],
  [
    'a program of the name of git, beside the files',
    ({ folder }) => {
      for (const name of ['git', 'bin/git', 'node_modules/.bin/git']) {
        mkdirSync(join(folder, name, '..'), { recursive: true });
        cpSync(join(folder, 'evil.sh'), join(folder, name));
      }
      return { PATH: ['', '.', 'bin', './node_modules/.bin', process.env.PATH].join(delimiter) };
    },
  ],
  [
    'a repository in the repository',
    ({ folder, script }) => {
      git(folder, 'clone', '-q', '--bare', '.', 'bare');
      for (const name of readdirSync(join(folder, 'bare')).filter((one) => one !== 'config'))
        renameSync(join(folder, 'bare', name), join(folder, name));
      // The name of a configuration, which git takes for its own.
      write(folder, 'config', `[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = ${script}\n[alias]\n`);
      return undefined;
    },
  ],
];

/** A call of each kind, in the repository. */
export const CALLS: readonly (readonly string[])[] = [
  ['config'],
  ['.'],
  ['--fix', 'config'],
  ['--diff', 'config'],
  ['--since', 'HEAD'],
  ['--since', 'HEAD~1', 'config'],
  ['--staged'],
  ['--staged', '--fix'],
  ['compare', 'HEAD:config', 'config'],
  ['compare', 'HEAD~1:config', 'HEAD:config'],
  ['reply', 'example.com', '--file', 'replies', 'config'],
  ['effective', 'example.com', 'config'],
  ['explain', 'max-smtp-out'],
  ['--print-config', 'config'],
  ['config', '--baseline', 'known.json', '--update-baseline'],
  ['--suppress', 'unknown-directive', '--reason', 'x', 'config'],
  ['init', '--github', '--gitlab', '--pre-commit'],
];
