import { expect, it } from 'vitest';
import { each } from '../../../test/support/cases.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixedTexts } from '../../../test/support/fixed-texts.ts';
import { fixOnce, testRule } from '../../../test/support/rule-tester.ts';
import { section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const PROTOCOLS = ['sslv3', 'tlsv1', 'tlsv1.1'];
const GLOBAL = ['smtp-server-tls-allow-', 'http-tls-allow-'].flatMap((name) =>
  PROTOCOLS.map((protocol) => name + protocol),
);
const LISTENERS = ['smtp-listener 192.0.2.1:25', 'transmissions-api-listener 192.0.2.1:80'];
const OLDER = { version: '4.5' } as const;

/** What a switch for incoming connections is reported as in PowerMTA 5.0, which has dropped some. */
const inbound = (at: string) => ({ messageId: at.endsWith('sslv3') ? 'dropped' : 'inbound', at });
const outbound = (at: string) => ({ messageId: /sslv3$/i.test(at) ? 'dropped' : 'outbound', at });

const inEach = (names: readonly string[], values: readonly string[]): string[] =>
  names.flatMap((name) => values.map((value) => `${name} ${value}`));
const nameIn = (line: string): string => line.split(' ')[0] ?? '';

const twice = (name: string, first: string, second: string): string =>
  mainWith(`${name} ${first}\n${name} ${second}\n`);
const INBOUND = 'smtp-server-tls-allow-tlsv1';

const INCLUDED = {
  config: mainWith(section('domain a.example', 'include tls') + section('domain b.example', 'include tls')),
  tls: 'smtp-tls-allow-tlsv1 yes\n',
};
const DROPPED = mainWith('http-tls-allow-sslv3 yes\nhttp-tls-allow-sslv3 yes\n');
const DROPPED_OUTBOUND = section('domain *', 'smtp-tls-allow-sslv3 yes');

testRule(rule, {
  accept: {
    ...each(inEach(GLOBAL, ['no', 'false', '{{ tls }}']), (line) => mainWith(`${line}\n`)),
    'an unset switch': mainWith(section('domain *', 'max-smtp-out 5')),
    ...each(['1.2', '1.3'], (version) =>
      mainWith(`smtp-server-tls-allow-tlsv${version} yes\nhttp-tls-allow-tlsv${version} yes\n`),
    ),
    'a line that a later one overrides': twice(INBOUND, 'yes', 'no'),
    'a switch of the server in a source': mainWith(section('source 0/0', `${INBOUND} yes`)),
    'a switch of domains at the top level': mainWith('smtp-tls-allow-tlsv1 yes\n'),
    ...each(['smtp-hosts [127.0.0.1]', 'queue-to other.example', 'type discard'], (line) =>
      section('domain example.com', line, 'smtp-tls-allow-tlsv1 yes'),
    ),
  },
  report: {
    ...each(inEach(GLOBAL, ['yes', 'TRUE', '"yes"']), (line) => ({
      texts: mainWith(`${line}\n`),
      findings: [inbound(`8 ${nameIn(line)}`)],
    })),
    ...Object.fromEntries(
      LISTENERS.flatMap((tag) =>
        PROTOCOLS.map((protocol) => [
          `${protocol} in <${tag}>`,
          {
            texts: section(tag, `tls-allow-${protocol} yes`),
            findings: [inbound(`2 tls-allow-${protocol}`)],
          },
        ]),
      ),
    ),
    ...each(
      PROTOCOLS,
      (protocol) => ({
        texts: section('domain *', `smtp-tls-allow-${protocol} yes`),
        findings: [outbound(`2 smtp-tls-allow-${protocol}`)],
      }),
      (protocol) => `${protocol} in a domain`,
    ),
    ...each(
      PROTOCOLS,
      (protocol) => ({
        texts: `<virtual-mta a>\n${section('domain *', `smtp-tls-allow-${protocol} yes`)}</virtual-mta>\n`,
        findings: [outbound(`3 smtp-tls-allow-${protocol}`)],
      }),
      (protocol) => `${protocol} in a domain of a VMTA`,
    ),
    'a name in another case': {
      texts: section('domain *', 'smtp-tls-allow-SSLv3 yes'),
      findings: [outbound('2 smtp-tls-allow-SSLv3')],
    },
    'a line that overrides an earlier one': {
      texts: twice(INBOUND, 'no', 'yes'),
      findings: [inbound(`9 ${INBOUND}`)],
    },
    'an included line once': { texts: INCLUDED, findings: [outbound('tls:1 smtp-tls-allow-tlsv1')] },
    'a dropped switch as one of an older release': {
      texts: DROPPED_OUTBOUND,
      settings: OLDER,
      findings: [{ messageId: 'outbound', at: '2 smtp-tls-allow-sslv3' }],
    },
  },
  fix: {
    'a switch that the release has dropped': { texts: DROPPED, fixed: mainWith(''), effect: 'unsafe' },
    'a dropped switch of a domain': { texts: DROPPED_OUTBOUND, fixed: '<domain *>\n</domain>\n' },
    'a switch of an older release': {
      texts: DROPPED_OUTBOUND,
      settings: OLDER,
      fixed: section('domain *', 'smtp-tls-allow-sslv3 no'),
    },
    'an included line once': {
      texts: INCLUDED,
      fixed: { tls: 'smtp-tls-allow-tlsv1 no\n' },
    },
  },
});

it('removes a dropped switch, and switches it off in an older release, only if requested', () => {
  expect(fixed(DROPPED, [rule]).text).toBe(DROPPED);
  expect(fixed(DROPPED, [rule], OLDER).text).toBe(DROPPED);
  expect(fixOnce(DROPPED, lintTexts(DROPPED, [rule], OLDER).findings).config).toBe(
    mainWith('http-tls-allow-sslv3 no\nhttp-tls-allow-sslv3 no\n'),
  );
});

it('supersedes the rules about old names', () => {
  const others = ['deprecated-directive', 'version-mismatch'].map((id) => ({ ...rule, id, overrules: [] }));
  const { findings } = lintTexts('smtp-server-tls-allow-sslv3 yes\n', [rule, ...others]);
  expect(findings.map((finding) => finding.rule)).toEqual(['legacy-tls']);
});

it('switches off what is for clients and for outbound mail only if requested', () => {
  const text = mainWith(
    `http-tls-allow-tlsv1 "yes" # old\nhttp-tls-allow-tlsv1 "yes"\n${section('domain *', 'smtp-tls-allow-tlsv1.1 true')}`,
  );
  const { text: after, left } = fixed(text, [rule]);
  expect(after).toBe(text);
  expect(left.map(({ fix }) => fix?.effect)).toEqual(['unsafe', 'unsafe']);
  const all = fixedTexts(text, rule);
  expect(all.config).toContain('http-tls-allow-tlsv1 no # old\nhttp-tls-allow-tlsv1 no\n');
  expect(all.config).toContain('smtp-tls-allow-tlsv1.1 false');
  expect(fixedTexts(all, rule)).toEqual(all);
});
