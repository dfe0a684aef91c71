import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { checkSettings } from '../../src/settings/check.ts';

const ROOT = join(import.meta.dirname, '../..');
const schema = JSON.parse(readFileSync(join(ROOT, 'schemas/settings.schema.json'), 'utf8')) as object;
const accepts = new Ajv2020({ allErrors: true }).compile(schema);

async function isTaken(value: unknown): Promise<boolean> {
  try {
    await checkSettings({ value, placeOf: () => Promise.resolve('') }, rules);
    return true;
  } catch {
    return false;
  }
}

describe('the schema for editors and the command agree about', () => {
  it.each<[unknown, boolean]>([
    [{}, true],
    [{ $schema: 'x', extends: ['strict', './base.yaml'], pmtaVersion: '5.5' }, true],
    [{ entry: 'pmta/config', ignores: ['old'], directives: ['x-own'] }, true],
    [{ includeRoots: { '/etc/pmta': 'pmta' }, configDefaults: 'defaults' }, true],
    [{ providers: { google: true, yahoo: false, orange: { maxSmtpOut: 3 } } }, true],
    [{ rules: { 'open-relay': 'error', 'syntax-error': ['info', { reason: 'x' }] } }, true],
    [{ overrides: [{ files: '*.conf', rules: { 'syntax-error': 'off' } }] }, true],
    [{ allowSecurityComments: true }, true],
    [[], false],
    ['strict', false],
    [{ preset: 'strict' }, false],
    [{ pmtaVersion: 5.5 }, false],
    [{ reputation: 'hot' }, false],
    [{ rules: { 'open-rely': 'error' } }, false],
    [{ rules: { 'open-relay': 'warn' } }, false],
    [{ rules: { 'open-relay': ['error'] } }, false],
    [{ rules: { 'syntax-error': ['error', { max: 3 }] } }, false],
    [{ providers: { gogle: true } }, false],
    [{ providers: { google: { maxSmtpOut: 0 } } }, false],
    [{ providers: { google: { connections: 3 } } }, false],
    [{ overrides: [{ rules: {} }] }, false],
    [{ ignores: 'old' }, false],
  ])('%j: %s', async (value, expected) => {
    expect(accepts(value)).toBe(expected);
    expect(await isTaken(value)).toBe(expected);
  });
});
