import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fuzz, type Result } from '../../fuzz/campaign.ts';
import { BrokenPromise } from '../../fuzz/checks/promise.ts';
import { MAIN, TARGETS, type Input } from '../../fuzz/input.ts';
import { Inputs } from '../../fuzz/inputs.ts';
import { CHECKS, judge, type Check } from '../../fuzz/judge.ts';
import { keepFailure, readFailure, type Found } from '../../fuzz/kept-failures.ts';
import { seedFiles } from '../../fuzz/seeds.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'pmta-lint-fuzz-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly result: Result;
  readonly found: readonly Found[];
  readonly inputs: readonly Input[];
}

/** Tries inputs on checks in the place of the real ones. */
async function run(seed: number, count: number, check: Check): Promise<Run> {
  const [found, inputs]: [Found[], Input[]] = [[], []];
  const result = await fuzz({
    targets: ['parse'],
    inputs: new Inputs(seed, seedFiles(ROOT)),
    judge: (target, input) => {
      inputs.push(input);
      return Promise.resolve(judge(target, input, { parse: check }));
    },
    goesOn: (tried) => tried < count,
    onFailure: (one) => found.push(one),
  });
  return { result, found, inputs };
}

/** A parser that loses what follows a carriage return in a section. */
const losing: Check = ({ files }) => {
  const text = files[MAIN] ?? '';
  if (/<domain [^>]*>[^]*\r[^\n]/.test(text)) throw new BrokenPromise('printing gives the text back', 'no');
  return new Set(text.split('\n').map((line) => line.slice(0, 3)));
};

describe('the fuzzer', () => {
  it('finds a mistake that was put in, and shows it with as little as can be', async () => {
    const { found, result } = await run(1, 400, losing);
    expect(found.map(({ failure }) => failure.key)).toEqual(['printing gives the text back']);
    expect([...result.failures.keys()]).toEqual(['parse: printing gives the text back']);
    expect(found[0]?.input.files[MAIN]).toMatch(/^<domain >\r.$/s);
    expect(Object.keys(found[0]?.input.files ?? {})).toEqual([MAIN]);
  });

  it('tries the same inputs for the same seed, and others for another', async () => {
    const [one, same, other] = [
      await run(5, 150, losing),
      await run(5, 150, losing),
      await run(6, 150, losing),
    ];
    expect(same.inputs).toEqual(one.inputs);
    expect(other.inputs).not.toEqual(one.inputs);
  });

  it('gives what was thrown and where, and distinguishes mistakes by that', async () => {
    const throwing: Check = ({ draw }) => {
      throw draw % 2 === 0 ? new TypeError(`no value ${draw}`) : new RangeError(`no value ${draw}`);
    };
    const { found } = await run(1, 20, throwing);
    expect(found.map(({ failure }) => failure.key.replace(/ in .*/, '')).sort()).toEqual([
      'throws RangeError no value N',
      'throws TypeError no value N',
    ]);
  });

  it('keeps a failure so that it can be tried again, every byte of it', () => {
    const input: Input = {
      files: { [MAIN]: 'include a\xff\0\r', 'conf.d/a': '\xEF\xBB\xBF' },
      domain: 'a.com',
      vmta: null,
      reply: '550 no\u2028',
      draw: 3,
    };
    const failure = { key: 'a promise', message: 'a promise: broken', stack: '' };
    const found: Found = { target: 'lint', failure, input, seed: 4, number: 12 };
    const kept = keepFailure(folder, found);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(readFileSync(join(kept, 'files', MAIN))).toEqual(Buffer.from('include a\xff\0\r', 'latin1'));
    expect(readFailure(kept)).toEqual(found);
  });

  it.each(TARGETS)('reports nothing for the examples: %s', (target) => {
    const [files] = seedFiles(ROOT);
    const question = { domain: 'gmail.com', vmta: null, reply: '421 4.7.28 unusual rate of mail', draw: 2 };
    const { failure, seen } = judge(target, { files: files ?? {}, ...question }, CHECKS);
    expect(failure).toBeNull();
    expect(seen).not.toEqual([]);
  });
});
