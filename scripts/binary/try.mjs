import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the binary is tried on, next to the examples. */
const FILES = {
  'v6/config': '<virtual-mta a>\n  smtp-source-host 2001:db8::25 a.example\n</virtual-mta>\n',
  'v6/sources.conf': '<source 2001:db8::/129>\n  always-allow-relaying yes\n</source>\n',
  'yaml/config': 'max-smtp-uot 5\n',
  'yaml/pmta-lint.config.yaml': 'extends: strict\nrules:\n  unknown-directive: warning\n',
  'program/config': 'max-smtp-uot 5\n',
  'program/pmta-lint.config.mjs': "export default { rules: { 'unknown-directive': 'info' } };\n",
  'wrong/config': 'x 1\n',
  'wrong/pmta-lint.config.yaml': 'entri: config\n',
  'patterns.conf':
    '<smtp-pattern-list p>\n  reply /(a+)+b/ mode=backoff\n  reply /a/ mode=backoff\n  reply /aa/ mode=normal\n</smtp-pattern-list>\n',
};

/** Calls that need each of what the package keeps in files of their own, by the exit code that they end with. */
const CALLS = [
  [0, '--help'],
  [1, 'examples/risky'],
  [0, '--format', 'pretty', 'examples/first'],
  ...['json', 'sarif', 'github', 'gitlab', 'junit', 'checkstyle', 'markdown'].map((format) => [
    ...[1, '--format', format, 'examples/risky'],
  ]),
  [1, '--diff', 'examples/risky'],
  [1, '--rule', 'retry-too-fast=warning --min 5m', 'examples/risky'],
  [0, 'explain', 'open-relay'],
  [0, 'explain', 'max-smtp-out'],
  [0, 'rules'],
  [0, 'reply', 'gmail.com', '421-4.7.28 Our system has detected an unusual rate', 'examples/sound/config'],
  [0, 'reply', '--file', 'examples/first/acct.csv', 'examples/first/config'],
  [0, 'effective', 'gmail.com', 'examples/first/config'],
  [0, 'compare', 'HEAD:examples/first/config', 'examples/first/config'],
  [0, 'v6/config'],
  [1, 'v6/sources.conf'],
  [0, 'yaml'],
  [0, 'program'],
  [2, 'wrong'],
  [1, 'patterns.conf', '--preset', 'strict', '--fail-on', 'info'],
  [2, 'absent.conf'],
  // The last, since it changes the files.
  [1, '--fix', 'examples/risky'],
];

/** A git repository with the files. */
function workplace(folder, root) {
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'],
  ]) {
    spawnSync('git', args, { cwd: folder });
  }
}

function call(command, args, cwd, env) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** What git shows as changed. */
function changes(folder) {
  return call('git', ['diff'], folder).stdout;
}

/**
 * Tries a binary where neither Node nor the package is: it has to print what the command prints.
 * @param {{ root: string, binary: string, version: string }} options absolute paths of the package and of the binary
 * @returns {{ size: number }} bytes of the binary
 * @throws {Error} if a call ends otherwise than with the command
 */
export function tryBinary({ root, binary, version }) {
  const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-try-'));
  try {
    const [mine, theirs, place] = ['command', 'binary', 'place'].map((name) => join(folder, name));
    for (const one of [mine, theirs, place]) mkdirSync(one);
    workplace(mine, root);
    workplace(theirs, root);
    const moved = join(place, 'pmta-lint');
    copyFileSync(binary, moved);
    chmodSync(moved, 0o755);
    const bare = { PATH: '/usr/bin:/bin', HOME: place, LC_ALL: 'C.UTF-8' };
    const shown = call(moved, ['--version'], place, bare);
    if (shown.stdout !== `${version}\n`) throw new Error(`--version says ${shown.stdout}${shown.stderr}`);
    const launcher = join(root, 'bin', 'pmta-lint.cjs');
    for (const [status, ...args] of CALLS) {
      const expected = call(process.execPath, [launcher, ...args], mine, bare);
      const actual = call(moved, args, theirs, bare);
      const said = `pmta-lint ${args.join(' ')}`;
      if (expected.status !== status)
        throw new Error(`${said}: the command ends with ${expected.status}\n${expected.stderr}`);
      for (const what of ['status', 'stderr', 'stdout']) {
        const [is, wanted] = [actual, expected].map((one) => `${one[what]}`.replaceAll(theirs, mine));
        if (is !== wanted) throw new Error(`${said}: another ${what} than of the command\n${is}`);
      }
    }
    if (changes(mine) === '' || changes(mine) !== changes(theirs))
      throw new Error('--fix: other files than with the command');
    return { size: statSync(moved).size };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
