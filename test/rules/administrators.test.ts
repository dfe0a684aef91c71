import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/index.ts';

/*
 * Configurations as experienced administrators write them. What is reported of them is in the file of expected findings;
 * a finding that is not there is a false alarm or a new rule: judge it, and add a reason below for a new kind.
 * `UPDATE_FINDINGS=1` rewrites the file.
 */
const FOLDER = resolve(import.meta.dirname, '../fixtures/administrators');
const EXPECTED = resolve(FOLDER, '../administrators-findings.txt');

/** Why the findings of a rule are right in these configurations. */
const REASONS: Readonly<Record<string, string>> = {
  'backoff-faster-than-normal': '10 messages a minute are more than the 500 an hour of the slow customer',
  'bounces-not-recorded': 'a hint of preset strict: no file has deferrals or complaints',
  'dkim-without-key':
    'programs of the server send through {default}, which has no key, and dkim-sign is on for it',
  'dkim-not-signed': 'nothing signs the mail that the server may send',
  'include-not-found': 'the files of the include are not among the examples',
  'license-ceiling': 'the guide advises at most 100 connections that come in',
  'local-dsn-to-senders': 'a hint of preset strict: bounce messages are made for what clients submit',
  'loose-domain-regex':
    'a hint of preset strict: whether addresses are matched with their brackets is not said',
  'missing-backoff': 'nothing slows down mail for providers that throttle it',
  'missing-provider-domain':
    'the rule wants a block for each large provider, whatever the limits of <domain *> are',
  'missing-required': 'the listener has no certificate, which the guide requires',
  'mixed-traffic': 'a hint of preset strict: all mail leaves from the same IPs',
  'partial-provider-domains': 'a hint of preset strict: small domains of the provider have no block',
  'rate-contradicts-connections': 'a hint of preset strict: one connection does for so few messages',
  'transients-in-main-file': 'a hint of preset strict: deferrals are recorded with deliveries',
  'uncovered-provider-reply': 'a hint of preset strict: replies that are known and not in the list',
  'value-out-of-range': 'the guide says 1m at least',
};

const configurations = readdirSync(FOLDER).map((name) =>
  statSync(join(FOLDER, name)).isDirectory() ? `${name}/config` : name,
);

/** What is reported, a line each: the preset, the file and line, the rule. */
async function reportedIn(preset: 'recommended' | 'strict', paths: readonly string[]): Promise<string[]> {
  const { findings, failures } = await lint(paths, { cwd: FOLDER, settings: { extends: preset } });
  expect(failures).toEqual([]);
  return findings.map(({ rule, path, start }) => `${preset} ${path}:${start.line} ${rule}`);
}

const reported: string[] = [];
for (const path of configurations)
  for (const preset of ['recommended', 'strict'] as const)
    reported.push(...(await reportedIn(preset, [path])));
if (process.env.UPDATE_FINDINGS === '1') writeFileSync(EXPECTED, `${reported.join('\n')}\n`);
const expected = readFileSync(EXPECTED, 'utf8').trim().split('\n');

describe('configurations of experienced administrators', () => {
  it.each(configurations)('%s gives the expected findings and no others', (path) => {
    const folder = path.replace(/\/config$/, '/');
    const isHere = (line: string): boolean => line.split(' ')[1]?.startsWith(folder) === true;
    expect(reported.filter(isHere)).toEqual(expected.filter(isHere));
  });

  it('there are forty or more, and a reason for each kind of finding', () => {
    expect(configurations.length).toBeGreaterThanOrEqual(40);
    const rules = new Set(expected.map((line) => line.split(' ')[2]));
    expect([...rules].sort()).toEqual(Object.keys(REASONS).sort());
  });
});
