import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAction, runAction, type Occasion, type Outcome } from './composite-action.ts';
import { githubErrors } from './github-parser.ts';
import { commitAll, copyOwnFiles, mustRun, newFolder, repositoryOf, ROOT, writeFiles } from './work-tree.ts';

const ACTION = join(ROOT, 'action.yml');
const WRONG = 'host-name mta.example.com\nmax-smtp-uot 5\n';
const OPEN = '<source 0/0>\n  always-allow-relaying yes\n</source>\n';

const runHere = (occasion: Occasion): Outcome => runAction(ACTION, occasion);

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly { readonly ruleId: string }[];
  }[];
}
const rulesIn = (path: string): string[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as Sarif).runs.flatMap(({ results }) =>
    results.map(({ ruleId }) => ruleId),
  );

describe('action.yml', () => {
  it('is an action by the schema that GitHub reads it with', async () => {
    const text = readFileSync(ACTION, 'utf8');
    expect(await githubErrors('action', text)).toEqual([]);
    expect(await githubErrors('action', text.replace('using: composite', 'using: composed'))).not.toEqual([]);
  });

  it('has a line in the document for each input and output', () => {
    const rows = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(.*?)`/g)].map(([, name]) => name),
    );
    const { inputs, outputs } = readAction(ACTION);
    expect(named).toEqual(expect.arrayContaining([...Object.keys(inputs), ...Object.keys(outputs)]));
  });

  it('puts nothing that somebody gives into a script', () => {
    for (const { run } of readAction(ACTION).runs.steps) expect(run ?? '').not.toContain('${{');
  });
});

describe('the steps of the action', () => {
  it('annotate, fail, and leave a summary, a comment and a SARIF report', () => {
    const workspace = repositoryOf({ config: WRONG });
    const { succeeded, log, summary, outputs, called } = runHere({ workspace });
    expect(succeeded).toBe(false);
    expect(log).toContain('::error title=unknown-directive,file=config,line=2');
    expect(outputs).toMatchObject({ 'exit-code': '1', errors: '1', warnings: '0' });
    expect(summary).toContain('max-smtp-uot');
    expect(outputs.comment).toBe(readFileSync(outputs['comment-file']!, 'utf8').trimEnd());
    expect(summary).toBe(`${outputs.comment}\n`);
    expect(rulesIn(outputs.sarif!)).toEqual(['unknown-directive']);
    expect(called).toEqual([]);
  });

  it('pass where nothing is wrong', () => {
    const { succeeded, outputs } = runHere({ workspace: repositoryOf({ config: 'host-name a.example\n' }) });
    expect(succeeded).toBe(true);
    expect(outputs).toMatchObject({ 'exit-code': '0', errors: '0' });
  });

  it('report to a pull request what it adds, and to code scanning everything', () => {
    const workspace = repositoryOf({ config: WRONG });
    const base = mustRun('git', ['rev-parse', 'HEAD'], workspace);
    writeFiles(workspace, { 'more.conf': OPEN });
    commitAll(workspace);
    const event = { pull_request: { base: { sha: base } } };
    const { succeeded, log, outputs, called } = runHere({
      ...{ workspace, event },
      inputs: { 'upload-sarif': 'true' },
    });
    expect(log).toContain('title=open-relay,file=more.conf');
    expect(log).not.toContain('max-smtp-uot');
    expect(outputs.comment).not.toContain('max-smtp-uot');
    expect(succeeded).toBe(false);
    expect(rulesIn(outputs.sarif!).sort()).toEqual(
      expect.arrayContaining(['open-relay', 'unknown-directive']),
    );
    // Also after findings: the report would be missed most then.
    expect(called).toEqual([
      {
        uses: 'github/codeql-action/upload-sarif@v4',
        with: { sarif_file: outputs.sarif, category: 'pmta-lint' },
      },
    ]);
    expect(runHere({ workspace, event, inputs: { since: 'none' } }).log).toContain('max-smtp-uot');
  });

  it('compare with where a branch began, not with what was added to its base since', () => {
    const workspace = repositoryOf({ config: 'host-name a.example\n' });
    mustRun('git', ['switch', '--quiet', '--create', 'change'], workspace);
    writeFiles(workspace, { 'mine.conf': 'max-smtp-uot 5\n' });
    commitAll(workspace);
    mustRun('git', ['switch', '--quiet', 'main'], workspace);
    writeFiles(workspace, { config: 'host-name a.example\nretry-aftr 5m\n' });
    const base = commitAll(workspace);
    mustRun('git', ['switch', '--quiet', 'change'], workspace);
    const { log } = runHere({ workspace, event: { pull_request: { base: { sha: base } } } });
    expect(log).toContain('max-smtp-uot');
    expect(log).not.toContain('retry-aftr');
  });

  it('compare with what GitHub merged the pull request into, though the event names an older base', () => {
    const origin = repositoryOf({ config: 'host-name a.example\n' });
    const sha = mustRun('git', ['rev-parse', 'HEAD'], origin);
    mustRun('git', ['switch', '--quiet', '--create', 'change'], origin);
    writeFiles(origin, { 'mine.conf': 'max-smtp-uot 5\n' });
    const head = commitAll(origin);
    mustRun('git', ['switch', '--quiet', 'main'], origin);
    writeFiles(origin, { config: 'host-name a.example\nretry-aftr 5m\n' });
    commitAll(origin);
    mustRun('git', ['merge', '--quiet', '--no-ff', '-m', 'merge', 'change'], origin);
    mustRun('git', ['config', 'uploadpack.allowAnySHA1InWant', 'true'], origin);
    const workspace = join(newFolder(), 'checkout');
    mustRun('git', ['clone', '--quiet', '--depth=1', `file://${origin}`, workspace], origin);
    const { log } = runHere({ workspace, event: { pull_request: { base: { sha }, head: { sha: head } } } });
    expect(log).toContain('max-smtp-uot');
    expect(log).not.toContain('retry-aftr');
  });

  it('fetch the base where one commit was checked out, and report all where there is none', () => {
    const origin = repositoryOf({ config: WRONG });
    const base = mustRun('git', ['rev-parse', 'HEAD'], origin);
    writeFiles(origin, { 'more.conf': OPEN });
    commitAll(origin);
    mustRun('git', ['config', 'uploadpack.allowAnySHA1InWant', 'true'], origin);
    const workspace = join(newFolder(), 'checkout');
    mustRun('git', ['clone', '--quiet', '--depth=1', `file://${origin}`, workspace], origin);
    const event = { pull_request: { base: { sha: base } } };
    const { log } = runHere({ workspace, event });
    expect(log).toContain('title=open-relay');
    expect(log).not.toContain('max-smtp-uot');
    const absent = { merge_group: { base_sha: base.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) } };
    const all = runHere({ workspace, event: absent });
    expect(all.log).toContain('::warning title=pmta-lint::The base commit cannot be fetched');
    expect(all.log).toContain('max-smtp-uot');
  });

  it('take paths, settings, levels, arguments, a folder and places for the reports', () => {
    const workspace = repositoryOf({
      'mail/a b.conf': WRONG,
      'mail/other.conf': WRONG,
      'mail/own.yaml': 'rules:\n  unknown-directive: warning\n',
    });
    const inputs = {
      'working-directory': 'mail',
      paths: '\n  a b.conf\n\n',
      config: 'own.yaml',
      preset: 'strict',
      'fail-on': 'warning',
      args: '--rule\nunknown-directive=warning\n--no-inline-config',
      sarif: 'a.sarif',
      comment: 'a.md',
    };
    const { succeeded, log, outputs } = runHere({ workspace, inputs });
    expect(log).toContain('::warning title=unknown-directive,file=mail/a b.conf');
    expect(log).not.toContain('other.conf');
    expect(succeeded).toBe(false);
    expect(outputs).toMatchObject({
      warnings: '1',
      sarif: join(workspace, 'mail/a.sarif'),
      'comment-file': join(workspace, 'mail/a.md'),
    });
    const lenient = runHere({ workspace, inputs: { ...inputs, 'fail-on': 'error' } });
    expect(lenient.succeeded).toBe(true);
    const without = runHere({ workspace, inputs: { paths: 'mail/other.conf', config: 'none' } });
    expect(without.log).toContain('::error title=unknown-directive');
  });

  it('print what is wrong with an input, and fail with 2', () => {
    const workspace = repositoryOf({ config: WRONG });
    const { succeeded, log, outputs } = runHere({ workspace, inputs: { preset: 'lenient' } });
    expect(succeeded).toBe(false);
    expect(log).toContain('lenient');
    expect(outputs).toMatchObject({ 'exit-code': '2', errors: '', comment: '', sarif: '' });
  });

  it.each(['paths', 'config', 'preset', 'fail-on', 'args', 'since', 'sarif', 'comment', 'version'])(
    'run nothing that is in the input %s',
    (name) => {
      const workspace = repositoryOf({ config: WRONG });
      const hostile = '$(touch pwned) `touch pwned`; touch pwned #"\'\n&& touch pwned';
      runHere({ workspace, inputs: { [name]: hostile } });
      expect(existsSync(join(workspace, 'pwned'))).toBe(false);
    },
  );

  it('take a path for a path, and a release for a release', () => {
    const workspace = repositoryOf({ config: WRONG, '--fix': 'x\n' });
    expect(runHere({ workspace, inputs: { paths: '--fix' } }).log).toContain('file=--fix');
    for (const version of ['--registry=https://a.example', '../x', 'file:x', 'https://a.example/x.tgz']) {
      const { succeeded, log } = runHere({ workspace, inputs: { version } });
      expect(succeeded).toBe(false);
      expect(log).toContain('::error title=pmta-lint::the input version takes a release');
      expect(log).not.toContain(version);
    }
  });

  it('leave no way for a finding to forge an output', () => {
    const workspace = repositoryOf({ config: 'x"\nsarif=/etc/passwd\nexit-code<<A\n0\nA\n' });
    const { outputs } = runHere({ workspace });
    expect(outputs['exit-code']).toBe('1');
    expect(outputs.sarif).toMatch(/pmta-lint\.sarif$/);
  });
});

describe('a checkout of the action in which nothing is built', () => {
  let checkout = '';
  beforeAll(() => {
    checkout = newFolder();
    copyOwnFiles(checkout);
  });

  it('is built at its first use', () => {
    // What `npm ci` would bring is here already.
    const bin = newFolder();
    writeFiles(bin, { npm: '#!/bin/sh\n[ "$1" = ci ] && ln -s "$MODULES" node_modules\n' });
    mustRun('chmod', ['+x', join(bin, 'npm')], bin);
    const { log, outputs } = runAction(join(checkout, 'action.yml'), {
      workspace: repositoryOf({ config: WRONG }),
      environment: { PATH: `${bin}:${process.env.PATH ?? ''}`, MODULES: join(ROOT, 'node_modules') },
    });
    expect(log).toContain('max-smtp-uot');
    expect(outputs['exit-code']).toBe('1');
  });

  it('prints that a newer Node is needed where that of the runner is too old', () => {
    const old = newFolder();
    writeFiles(old, { node: '#!/bin/sh\nexit 1\n' });
    mustRun('chmod', ['+x', join(old, 'node')], old);
    const { succeeded, log } = runAction(join(checkout, 'action.yml'), {
      workspace: repositoryOf({ config: WRONG }),
      environment: { PATH: `${old}:${process.env.PATH ?? ''}` },
    });
    expect(succeeded).toBe(false);
    expect(log).toContain('pmta-lint needs Node 20.19 or newer');
  });

  it('can bring another release, installed outside of the checkout that is looked at', () => {
    const bin = newFolder();
    // Stands for the registry: what it installs is what is built here.
    writeFiles(bin, {
      npm: '#!/bin/sh\necho "npm $* in $PWD"\nmkdir -p node_modules && ln -s "$PACKAGE" node_modules/pmta-lint\n',
    });
    mustRun('chmod', ['+x', join(bin, 'npm')], bin);
    const workspace = repositoryOf({ config: WRONG });
    const { log, outputs } = runHere({
      workspace,
      inputs: { version: '1.2.3' },
      environment: { PATH: `${bin}:${process.env.PATH ?? ''}`, PACKAGE: ROOT },
    });
    expect(log).toMatch(/npm install .*pmta-lint@1\.2\.3 in .*runner\/pmta-lint-1\.2\.3\n/);
    expect(outputs['exit-code']).toBe('1');
    expect(existsSync(join(workspace, 'node_modules'))).toBe(false);
  });
});
