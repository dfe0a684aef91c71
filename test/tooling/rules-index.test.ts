import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/rules-index.mjs');

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pmta-lint-rules-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function addRule(folder: string, files = ['rule.ts', 'doc.md']): void {
  mkdirSync(join(root, 'rules', folder), { recursive: true });
  for (const file of files) writeFileSync(join(root, 'rules', folder, file), '');
}

const generate = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, [SCRIPT, '--root', root, ...args], { encoding: 'utf8' });

describe('the index of rules', () => {
  it('lists the rules by category and id', () => {
    for (const folder of ['throttling/b-rule', 'throttling/a-rule', 'dkim/weak-2048']) addRule(folder);
    writeFileSync(join(root, 'rules', 'index.ts'), 'stale');
    expect(generate().status).toBe(0);
    const text = readFileSync(join(root, 'rules', 'index.ts'), 'utf8');
    expect([...text.matchAll(/from ['"]([^'"]+)['"]/g)].map((match) => match[1])).toEqual([
      '../src/engine/rule.ts',
      './dkim/weak-2048/rule.ts',
      './throttling/a-rule/rule.ts',
      './throttling/b-rule/rule.ts',
    ]);
    expect(text).toContain('readonly Rule[] = [weak2048Rule, aRuleRule, bRuleRule];');
  });

  it('is checked without being written', () => {
    addRule('dkim/one');
    expect(generate('--check').status).toBe(1);
    expect(generate().status).toBe(0);
    expect(generate('--check').status).toBe(0);
    addRule('dkim/two');
    const before = readFileSync(join(root, 'rules', 'index.ts'), 'utf8');
    expect(generate('--check')).toEqual(
      expect.objectContaining({ status: 1, stderr: expect.stringContaining('not what the folders say') }),
    );
    expect(readFileSync(join(root, 'rules', 'index.ts'), 'utf8')).toBe(before);
  });

  it.each([
    ['a rule without its page', ['dkim/one'], ['rule.ts'], 'rules/dkim/one: doc.md is missing'],
    ['a folder without a rule', ['dkim/one'], ['doc.md'], 'rules/dkim/one: rule.ts is missing'],
    ['one id twice', ['dkim/one', 'tls/one'], undefined, 'rules/tls/one: rules/dkim/one has the same id'],
    [
      'an id in another style',
      ['dkim/keyLength'],
      undefined,
      'rules/dkim/keyLength: the id of a rule is written like-this',
    ],
  ])('refuses %s', (_, folders, files, message) => {
    for (const folder of folders) addRule(folder, files);
    expect(generate()).toEqual(
      expect.objectContaining({ status: 1, stderr: expect.stringContaining(message) }),
    );
  });
});
