import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runIn, type Outcome } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';
import { FIXABLE } from '../cli/samples.ts';
import { planFault, type Call, type Fault } from './faulty-disk.ts';

vi.mock(import('node:fs'), async (original) => {
  const fs = (await import('./faulty-disk.ts')).faultyFs(await original());
  return { ...fs, default: fs };
});

/*
 * Every call to the disk that a command makes fails in turn, in each way, or is the last one before the process is killed:
 * each file is wholly old or wholly new, nothing is left next to it, and the report is true.
 */

interface Scenario {
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  /** The files that change or are made; all others stay. */
  readonly changed: readonly string[];
  /** What it makes depends on what it could read: only calls from the first change on are to fail. */
  readonly reads?: true;
}

const BOGUS = 'bogus x\n';
const KNOWN = `${JSON.stringify({ version: 1, findings: { 'gone.conf': { bogus: { 'unknown-directive': ['warning'] } } } }, null, 2)}\n`;
const BASELINE = ['--baseline', 'known.json', '--update-baseline', '.'];

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  '--fix': {
    files: {
      config: `include part\n${FIXABLE}`,
      part: FIXABLE.replace('example.com', 'part.example.com'),
      'sub/a.conf': FIXABLE,
      'sub/b.conf': FIXABLE,
      'fine.conf': '# fine\n',
    },
    argv: ['--fix', '.'],
    changed: ['config', 'part', 'sub/a.conf', 'sub/b.conf'],
  },
  '--fix with a report': {
    files: { 'a.conf': FIXABLE, 'b.conf': FIXABLE, 'report.json': '{"old": true}\n' },
    argv: ['--fix', '.', '--output-file', 'json=report.json'],
    changed: ['a.conf', 'b.conf', 'report.json'],
  },
  '--suppress': {
    files: { 'a.conf': BOGUS, 'sub/b.conf': BOGUS },
    argv: ['--suppress', 'unknown-directive', '--reason', 'x', '.'],
    changed: ['a.conf', 'sub/b.conf'],
  },
  '--update-baseline': {
    files: { 'a.conf': BOGUS, 'b.conf': BOGUS, 'known.json': KNOWN },
    argv: BASELINE,
    changed: ['known.json'],
  },
  'a first baseline': {
    files: { 'a.conf': BOGUS, 'b.conf': BOGUS },
    argv: BASELINE,
    changed: ['known.json'],
  },
  reports: {
    files: { 'a.conf': BOGUS, x: 'old\n' },
    argv: ['.', '--output-file', 'json=x', '--output-file', 'sarif=y'],
    changed: ['x', 'y'],
  },
  init: {
    files: { config: FIXABLE },
    argv: ['init', '--pre-commit', '--github', '--gitlab'],
    reads: true,
    changed: [
      ...[
        'pmta-lint.config.yaml',
        '.pre-commit-config.yaml',
        '.github/workflows/pmta-lint.yml',
        '.gitlab-ci.yml',
      ],
    ],
  },
};

/** Leftovers of a process that was killed: they begin with a dot and say whose they are. */
const LEFTOVER = /(?:^|\/)\.[^/]+\.pmta-lint-[\w-]{8}$/;

type Contents = Readonly<Record<string, string>>;

function contentsOf(folder: string): Contents {
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  const files = names.filter((name) => lstatSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** What differs from run to run does not count: the folder. */
function evened(contents: Contents, folder: string): Contents {
  return Object.fromEntries(
    Object.entries(contents).map(([name, text]) => [name, text.replaceAll(folder, '/F')]),
  );
}

async function runPlanned(
  { files, argv }: Scenario,
  at = 0,
  fault: Fault | null = null,
): Promise<{ outcome: Outcome | null; calls: readonly Call[]; after: Contents; folder: string }> {
  const folder = folderOf(files);
  const calls = planFault(folder, at, fault);
  let outcome: Outcome | null = null;
  try {
    outcome = await runIn(folder, argv);
  } catch (error) {
    // What nobody is left to hear of.
    if (fault !== 'kill') throw error;
  }
  planFault('/nowhere');
  return { outcome, calls, after: contentsOf(folder), folder };
}

interface Planned {
  readonly name: string;
  readonly scenario: Scenario;
  readonly calls: readonly Call[];
  readonly exitCode: number | undefined;
  readonly before: Contents;
  /** What the files hold when all goes well. */
  readonly done: Contents;
}

const PLANNED: Planned[] = [];
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  const { outcome, calls, after, folder } = await runPlanned(scenario);
  const done = evened(after, folder);
  PLANNED.push({ name, scenario, calls, exitCode: outcome?.exitCode, before: scenario.files, done });
}

/** The ways in which a call can go wrong; a look before a kill leaves what the change before it left. */
function faultsOf({ changes }: Call): readonly Fault[] {
  return changes ? ['ENOSPC', 'EACCES', 'EIO', 'kill'] : ['EACCES', 'EIO'];
}

/** The calls of a command that are to fail, by their number. */
function failingCalls({ calls, scenario }: Planned): readonly (readonly [at: number, call: Call])[] {
  const first = scenario.reads === true ? calls.findIndex(({ changes }) => changes) : 0;
  return calls.map((call, index) => [index + 1, call] as const).slice(first);
}

const POINTS = PLANNED.flatMap(failingCalls).flatMap(([, call]) => faultsOf(call)).length;
const LEAST = 200;

/** Files that report the run: where something failed they report that, and are complete as well. */
const TELLS = /^(?:report\.json|[xy]|known\.json)$/;

function checkFiles({ scenario, before, done }: Planned, found: Contents): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(done)])) {
    const text = found[name];
    const whole = [before[name], ...(scenario.changed.includes(name) ? [done[name]] : [])];
    if (TELLS.test(name) && text !== undefined && !whole.includes(text))
      expect(() => void JSON.parse(text), name).not.toThrow();
    else expect(whole, name).toContain(text);
  }
}

describe(`${POINTS} faults of the disk, at least ${LEAST}`, () => {
  it('are tried', () => {
    expect(POINTS).toBeGreaterThanOrEqual(LEAST);
    for (const { name, before, done, scenario } of PLANNED)
      for (const file of scenario.changed) expect(done[file], `${name}: ${file}`).not.toBe(before[file]);
  });

  const rows = PLANNED.flatMap((planned) =>
    failingCalls(planned).map(([at, call]) => ({
      planned,
      call,
      at,
      what: `${planned.name}, ${at}: ${call.name}`,
    })),
  );

  it.each(rows)('$what', async ({ planned, call, at }) => {
    const { scenario, before, done } = planned;
    for (const fault of faultsOf(call)) {
      const { outcome, after, folder } = await runPlanned(scenario, at, fault);
      const found = evened(after, folder);
      const where = `${fault} at ${call.name}`;
      checkFiles(planned, found);
      const extra = Object.keys(found).filter((name) => !(name in before) && !(name in done));
      if (fault === 'kill') for (const name of extra) expect(name).toMatch(LEFTOVER);
      else {
        const said = (outcome?.stdout ?? '') + (outcome?.stderr ?? '');
        const old = scenario.changed.filter((name) => found[name] === before[name]);
        // What is left over is named; so is what stays old once files are being written.
        const isWriting = planned.calls.slice(0, at).some(({ changes }) => changes);
        for (const name of [...extra, ...(isWriting ? old : [])]) expect(said, where).toContain(name);
        if (old.length > 0)
          expect(said, where).toMatch(/failure: |^pmta-lint: |cannot be read|Left |withheld: /m);
        for (const [, name = ''] of said.matchAll(/^(.*?): failure: not written: /gm))
          expect(found[name], where).toBe(before[name]);
        for (const [, name = ''] of said.matchAll(/^(.*?): failure: written, /gm))
          expect(found[name], where).toBe(done[name]);
        // An include that cannot be read is a finding, and fixes that rest on it are withheld.
        if (old.some((name) => name !== 'part') && !said.includes('withheld: '))
          expect(outcome?.exitCode, where).toBe(2);
        expect(said).not.toMatch(/^ +at .*:\d+\)?$/m);
      }
      // The next run finds nothing in its way.
      const next = await runIn(folder, scenario.argv);
      expect(next.exitCode, `${where}, then again: ${next.stdout}${next.stderr}`).toBe(planned.exitCode);
      const last = evened(contentsOf(folder), folder);
      for (const name of scenario.changed.filter((one) => !TELLS.test(one)))
        expect(last[name], `${where}, then again`).toBe(done[name]);
    }
  });
});
