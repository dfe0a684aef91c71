import { expect, it } from 'vitest';
import { directives } from '../../../src/catalog/directives.ts';
import { sections } from '../../../src/catalog/sections.ts';
import type { PmtaVersion } from '../../../src/model/model.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as legacyTls } from '../../authentication/legacy-tls/rule.ts';
import { rule } from './rule.ts';

const inVersion = (version: PmtaVersion, texts: string) =>
  ({ texts, settings: { version }, options: { version } }) as const;

const DANE = '<domain *>\nuse-dane yes\n</domain>\n';
const TLS = 'http-tls-allow-sslv3 no\n';

const accepted: [PmtaVersion, string][] = [
  ['5.0', 'use-proxy p\n'],
  ['6.0', 'use-proxy p\n'],
  ['4.5', TLS],
  ['5.5', DANE],
  // Misplaced names.
  ['4.5', '<source 10/8>\nuse-dane yes\n</source>\n'],
  ['4.5', '<domain *>\nsignals-filter x\n</domain>\n'],
  // Names whose release is uncertain.
  ['5.0', '<signals>\ncustomer-id 1\n</signals>\n'],
  ['4.5', 'max-memory-usage-percent 80\n'],
];

/** A name that came with, or was dropped by, a release. */
const mismatch = (messageId: string, at: string, data = {}) =>
  ({ messageId, severity: 'warning', at, data }) as const;

testRule(rule, {
  accept: Object.fromEntries(
    accepted.map(([version, text]) => [`${text} in ${version}`, inVersion(version, text)]),
  ),
  report: {
    'a directive that is too new': {
      ...inVersion('4.5', 'use-proxy p\n'),
      findings: [mismatch('tooNew', '1 use-proxy', { name: 'use-proxy', version: '4.5' })],
    },
    'a directive in capitals that is too new': {
      ...inVersion('4.5', 'USE-PROXY p\r\n'),
      findings: [mismatch('tooNew', '1 USE-PROXY', { name: 'use-proxy' })],
    },
    'a dropped directive': {
      ...inVersion('5.0', TLS),
      findings: [mismatch('dropped', '1 http-tls-allow-sslv3', { release: '5.0', version: '5.0' })],
    },
    'a directive that was dropped long ago': {
      ...inVersion('6.0', TLS),
      findings: [mismatch('dropped', '1 http-tls-allow-sslv3', { release: '5.0', version: '6.0' })],
    },
    'only the tag of a section that is too new': {
      ...inVersion('4.5', '<signals>\napi-key x\nlog-verbose yes\n</signals>\n'),
      findings: [mismatch('tooNew', '1 <signals>', { name: '<signals>' })],
    },
    'only the tag of another such section': {
      ...inVersion('4.5', '<transmissions-api>\napi-key x\n</transmissions-api>\n'),
      findings: [mismatch('tooNew', '1 <transmissions-api>')],
    },
    'directives that are too new, in an old section': {
      ...inVersion('4.5', '<proxy p>\nclient 192.0.2.1 a.example\nserver 192.0.2.2:5000\n</proxy>\n'),
      findings: [mismatch('tooNew', '2 client'), mismatch('tooNew', '3 server')],
    },
    'a directive of a domain that is too new': {
      ...inVersion('4.5', DANE),
      findings: [mismatch('tooNew', '2 use-dane')],
    },
  },
});

it.each([
  ['4.5', 'use-proxy p\n', "'use-proxy' came with PowerMTA 5.0, "],
  ['5.0', TLS, "'http-tls-allow-sslv3' is no longer valid as of PowerMTA 5.0, "],
] as const)('names the release for %s', (version, text, message) => {
  expect(lintTexts(text, [rule], { version }, { version }).findings[0]?.message).toContain(message);
});

it('leaves what the rule about old TLS reports to that rule', () => {
  const version = '5.0';
  const text = '<domain *>\nsmtp-tls-allow-sslv3 yes\n</domain>\n';
  const { findings } = lintTexts(text, [rule, legacyTls], { version }, { version });
  expect(findings.map((finding) => finding.rule)).toEqual(['legacy-tls']);
});

interface Dated {
  readonly name: string;
  readonly since?: string;
  readonly removed?: string;
  readonly confidence?: string;
}
const isDated = ({ since, removed, confidence }: Dated): boolean =>
  (since !== undefined || removed !== undefined) && confidence !== 'uncertain';

it.each(directives().filter(isDated))(
  'reports the directive $name',
  ({ name, since, scopes: [scope = ''] }) => {
    const version = since === undefined ? '6.0' : '4.5';
    const line = `${name} x\n`;
    const text = scope === 'global' ? line : `<${scope} x>\n${line}</${scope}>\n`;
    const { findings } = lintTexts(text, [rule], { version }, { version });
    expect([name, `<${scope}>`]).toContain(findings[0]?.data.name);
  },
);

it.each(sections().filter(isDated))('reports the section $name', ({ name }) => {
  const { findings } = lintTexts(`<${name} x>\n</${name}>\n`, [rule], { version: '4.5' }, { version: '4.5' });
  expect(findings.map(({ data }) => data.name)).toEqual([`<${name}>`]);
});
