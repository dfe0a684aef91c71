import { expect, it } from 'vitest';
import { rule } from './rule.ts';
import { rule as legacyTls } from '../../authentication/legacy-tls/rule.ts';
import { directives } from '../../../src/catalog/directives.ts';
import { sections } from '../../../src/catalog/sections.ts';
import type { PmtaVersion } from '../../../src/model/model.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';

function names(text: string, version: PmtaVersion, rules = [rule]): string[] {
  const { findings } = lintTexts(text, rules, { version }, { version });
  return findings.map(({ rule: id, message }) => `${id} ${message.split("'")[1]}`);
}

it.each<[string, PmtaVersion, string[]]>([
  ['use-proxy p\n', '4.5', ['use-proxy']],
  ['USE-PROXY p\r\n', '4.5', ['use-proxy']],
  ['use-proxy p\n', '5.0', []],
  ['use-proxy p\n', '6.0', []],
  ['http-tls-allow-sslv3 no\n', '4.5', []],
  ['http-tls-allow-sslv3 no\n', '5.0', ['http-tls-allow-sslv3']],
  ['http-tls-allow-sslv3 no\n', '6.0', ['http-tls-allow-sslv3']],
  ['<signals>\napi-key x\nlog-verbose yes\n</signals>\n', '4.5', ['<signals>']],
  ['<transmissions-api>\napi-key x\n</transmissions-api>\n', '4.5', ['<transmissions-api>']],
  ['<proxy p>\nclient 192.0.2.1 a.example\nserver 192.0.2.2:5000\n</proxy>\n', '4.5', ['client', 'server']],
  ['<domain *>\nuse-dane yes\n</domain>\n', '4.5', ['use-dane']],
  ['<domain *>\nuse-dane yes\n</domain>\n', '5.5', []],
])('%j under %s', (text, version, found) => {
  expect(names(text, version)).toEqual(found.map((name) => `version-mismatch ${name}`));
});

it('is silent about what stands where it cannot, and about inferences', () => {
  expect(names('<source 10/8>\nuse-dane yes\n</source>\n', '4.5')).toEqual([]);
  expect(names('<domain *>\nsignals-filter x\n</domain>\n', '4.5')).toEqual([]);
  expect(names('<signals>\ncustomer-id 1\n</signals>\n', '5.0')).toEqual([]);
  expect(names('max-memory-usage-percent 80\n', '4.5')).toEqual([]);
});

it('leaves it to the rule about old TLS where that speaks', () => {
  const text = '<domain *>\nsmtp-tls-allow-sslv3 yes\n</domain>\n';
  expect(names(text, '5.0', [rule, legacyTls])).toEqual([expect.stringMatching(/^legacy-tls /)]);
});

it('looks at every name that the catalog dates', () => {
  const isDated = ({
    since,
    removed,
    confidence,
  }: {
    since?: string;
    removed?: string;
    confidence?: string;
  }): boolean => (since !== undefined || removed !== undefined) && confidence !== 'uncertain';
  const dated = directives()
    .filter(isDated)
    .map(({ name }) => name);
  const kinds = sections()
    .filter(isDated)
    .map(({ name }) => `<${name}>`);
  expect([...(rule.requires ?? [])].sort()).toEqual([...dated, ...kinds].sort());
});
