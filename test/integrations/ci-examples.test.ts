import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runAction } from './composite-action.ts';
import { githubErrors } from './github-parser.ts';
import {
  commandFolder,
  commitAll,
  filesBelow,
  mustRun,
  newFolder,
  plainEnvironment,
  repositoryOf,
  ROOT,
  run,
  VERSION,
  writeFiles,
  type Ended,
} from './work-tree.ts';

/*
 * What examples/ci holds is read, and its commands are run in a repository with an error and in one without.
 */

const CI = join(ROOT, 'examples/ci');
const textOf = (name: string): string => readFileSync(join(CI, name), 'utf8');
const yamlOf = (name: string): unknown => parse(textOf(name));

const wrong = (): string => repositoryOf({ config: 'host-name mta.example.com\nmax-smtp-uot 5\n' });
const sound = (): string => repositoryOf({ config: 'host-name mta.example.com\n' });

/** Runs commands as a service does, one after the other until one fails. */
function carryOut(
  commands: readonly string[],
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Ended {
  const PATH = `${commandFolder()}:${process.env.PATH ?? ''}`;
  return run('sh', ['-ec', commands.join('\n')], folder, plainEnvironment({ CI: 'true', PATH, ...more }));
}

interface WorkflowStep {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>;
}
const stepsOf = (name: string): readonly WorkflowStep[] =>
  Object.values((yamlOf(name) as Workflow).jobs).flatMap(({ steps }) => steps);

describe('every example', () => {
  it('is tried here', () => {
    expect(readdirSync(CI).sort()).toEqual([
      'Jenkinsfile',
      'github-action.yml',
      'github.yml',
      'gitlab-ci.yml',
      'pre-commit-config.yaml',
      'woodpecker.yml',
    ]);
  });

  it.each(readdirSync(CI))('%s has the current version', (name) => {
    const versions = [...textOf(name).matchAll(/pmta-lint@v?([\d.]+\d)/g)].map(([, version]) => version);
    expect(versions.length).toBeGreaterThan(0);
    expect(new Set(versions)).toEqual(new Set([VERSION]));
  });
});

describe('pmta-lint init', () => {
  it('writes the same for pre-commit, GitHub and GitLab', () => {
    const folder = sound();
    const { status } = carryOut(['pmta-lint init --pre-commit --github --gitlab'], folder);
    expect(status).toBe(0);
    const written = (path: string): string => readFileSync(join(folder, path), 'utf8');
    expect(written('.pre-commit-config.yaml')).toBe(textOf('pre-commit-config.yaml'));
    expect(written('.github/workflows/pmta-lint.yml')).toBe(textOf('github.yml'));
    expect(written('.gitlab-ci.yml')).toBe(textOf('gitlab-ci.yml'));
  });
});

describe('GitHub', () => {
  it.each(['github.yml', 'github-action.yml'])('takes %s', async (name) => {
    expect(await githubErrors('workflow', textOf(name))).toEqual([]);
    expect(await githubErrors('workflow', textOf(name).replace('runs-on', 'runs-at'))).not.toEqual([]);
  });

  it('gets annotations from github.yml', () => {
    const commands = stepsOf('github.yml').flatMap(({ run: command }) => command ?? []);
    const given = (folder: string): Record<string, string> => ({
      ...{ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder },
    });
    const folder = wrong();
    const { status, stdout } = carryOut(commands, folder, given(folder));
    expect(stdout).toContain('::error title=unknown-directive,file=config,line=2');
    expect(status).toBe(1);
    const other = sound();
    expect(carryOut(commands, other, given(other)).status).toBe(0);
  });

  it('gets what a pull request brings, and a comment, from github-action.yml', () => {
    const workspace = wrong();
    const base = mustRun('git', ['rev-parse', 'HEAD'], workspace);
    writeFiles(workspace, { 'more.conf': 'retry-aftr 5m\n' });
    commitAll(workspace);
    const [action, comment] = stepsOf('github-action.yml').slice(-2);
    expect(action?.uses).toBe(`OWNER/pmta-lint@v${VERSION}`);
    expect(action?.with?.version).toBe(VERSION);
    const known = Object.keys(
      (parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { inputs: object }).inputs,
    );
    expect(known).toEqual(expect.arrayContaining(Object.keys(action?.with ?? {})));
    const { log, outputs, succeeded } = runAction(join(ROOT, 'action.yml'), {
      workspace,
      event: { pull_request: { base: { sha: base } } },
    });
    expect(succeeded).toBe(false);
    expect(log).toContain('retry-aftr');
    expect(log).not.toContain('max-smtp-uot');

    // `gh` is stood in for: it shows what it is given.
    const bin = newFolder();
    writeFiles(bin, { gh: '#!/bin/sh\necho "$@"\nfor last; do :; done\ncat "$last"\n' });
    chmodSync(join(bin, 'gh'), 0o755);
    expect(Object.keys(comment?.env ?? {}).sort()).toEqual(['COMMENT', 'GH_TOKEN', 'PR']);
    const posted = carryOut([comment?.run ?? 'false'], workspace, {
      ...{ PATH: `${bin}:${process.env.PATH ?? ''}`, PR: '7', COMMENT: outputs['comment-file']! },
    });
    expect(posted.status).toBe(0);
    expect(posted.stdout).toMatch(/^pr comment 7 --edit-last --create-if-none --body-file /);
    expect(posted.stdout).toContain(outputs.comment);
  });
});

describe('GitLab', () => {
  it('gets a report that merge requests show from gitlab-ci.yml', () => {
    const { 'pmta-lint': job, ...others } = yamlOf('gitlab-ci.yml') as Record<
      string,
      { script: string[]; artifacts: { when: string; reports: { codequality: string } } }
    >;
    expect(others).toEqual({});
    expect(job!.artifacts.when).toBe('always');
    const folder = wrong();
    const { status, stdout } = carryOut(job!.script, folder, { GITLAB_CI: 'true', CI_PROJECT_DIR: folder });
    expect(status).toBe(1);
    expect(stdout).toContain('config:2:1: error: ');
    const report = JSON.parse(
      readFileSync(join(folder, job!.artifacts.reports.codequality), 'utf8'),
    ) as unknown;
    expect(report).toEqual([expect.objectContaining({ check_name: 'unknown-directive' })]);
    expect(carryOut(job!.script, sound()).status).toBe(0);
  });
});

/** The blocks of a declarative pipeline by their names, `stages/stage/steps`, and the statements in each. */
function statementsOf(text: string): Map<string, string[]> {
  const statements = new Map<string, string[]>();
  const path: string[] = [];
  for (const line of text.split('\n').map((one) => one.replace(/(^|\s)\/\/.*$/, '').trim())) {
    if (line === '') continue;
    const opened = /^([\w]+)(\('.*'\))? \{$/.exec(line)?.[1];
    if (opened !== undefined) path.push(opened);
    else if (line === '}') {
      if (path.pop() === undefined) throw new Error('a brace too many');
    } else {
      const place = path.join('/');
      statements.set(place, [...(statements.get(place) ?? []), line]);
    }
  }
  if (path.length > 0) throw new Error(`${path.join('/')} is not closed`);
  return statements;
}

describe('Jenkins', () => {
  it('gets a report of tests from the Jenkinsfile', () => {
    const statements = statementsOf(textOf('Jenkinsfile'));
    expect([...statements.keys()]).toEqual([
      'pipeline/agent/docker',
      'pipeline/environment',
      'pipeline/stages/stage/steps',
      'pipeline/stages/stage/post/always',
    ]);
    const commands = (statements.get('pipeline/stages/stage/steps') ?? []).map(
      (line) => /^sh '([^'\\]*)'$/.exec(line)?.[1] ?? 'false',
    );
    const [taken] = statements.get('pipeline/stages/stage/post/always') ?? [];
    const report = /^junit '(.*)'$/.exec(taken ?? '')?.[1] ?? '';
    const folder = wrong();
    expect(carryOut(commands, folder).status).toBe(1);
    expect(readFileSync(join(folder, report), 'utf8')).toContain('<failure type="error"');
    const other = sound();
    expect(carryOut(commands, other).status).toBe(0);
    expect(existsSync(join(other, report))).toBe(true);
  });
});

describe('Woodpecker', () => {
  it('runs woodpecker.yml', () => {
    const { when, steps } = yamlOf('woodpecker.yml') as {
      when: { event: string[] }[];
      steps: { name: string; image: string; commands: string[] }[];
    };
    expect(when).toEqual([{ event: ['push', 'pull_request'] }]);
    const commands = steps.flatMap((step) => step.commands);
    const folder = wrong();
    const { status, stdout } = carryOut(commands, folder);
    expect(status).toBe(1);
    expect(stdout).toContain('config:2:1: error: ');
    expect(carryOut(commands, sound()).status).toBe(0);
    // It leaves nothing behind.
    expect(filesBelow(folder).filter((path) => !path.startsWith('.git/'))).toEqual(['config']);
  });
});
