import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { each } from '../../../test/support/cases.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const OFF = 'use-starttls no';
const PLAIN = 'use-unencrypted-plain-auth yes';
const USER = 'auth-username mailer';

const ignoring = (...ignore: string[]) =>
  settingsFor({ preset: 'strict', rules: new Map([['tls-off', { options: { ignore } }]]) });

const mail = (line: number, data = {}) =>
  ({ messageId: 'cleartextMail', severity: 'warning', at: `${line} use-starttls`, data }) as const;
const password = (line: number, data = {}) =>
  ({
    messageId: 'cleartextPassword',
    severity: 'error',
    at: `${line} use-unencrypted-plain-auth`,
    data,
  }) as const;

const vmta = (name: string): string =>
  `<virtual-mta ${name}>\n  <domain *>\n    include common\n  </domain>\n</virtual-mta>\n`;
const INCLUDED = { config: mainWith(vmta('a') + vmta('b')), common: `${OFF}\n` };
const MACRO = `domain-macro d gmail.com, googlemail.com, orange.fr\n${domain('$d', OFF)}`;
const GMAIL_AND_ALL = domain('gmail.com', OFF) + domain('*', OFF);
const REQUIRED = domain('a.example', PLAIN, USER, 'require-starttls yes');

testRule(rule, {
  accept: {
    ...each(
      ['yes', 'true', 'always', '{{ tls }}', '__TLS__'],
      (value) => domain('*', `use-starttls ${value}`),
      (value) => `use-starttls ${value}`,
    ),
    'the default': mainWith(domain('*', 'max-smtp-out 20')),
    'a domain that is not a provider': domain('a.example', OFF),
    ...Object.fromEntries(
      ['smtp-hosts [127.0.0.1]:26', 'type pipe', 'queue-to relay.queue'].flatMap((line) =>
        ['gmail.com', '*'].map((name) => [`${line} in <domain ${name}>`, domain(name, OFF, line)]),
      ),
    ),
    'providers and tags that the option names': {
      texts: GMAIL_AND_ALL,
      settings: ignoring('*', 'GMAIL.com'),
    },
    ...Object.fromEntries(
      [
        [PLAIN],
        [USER],
        [PLAIN, 'auth-username ""'],
        ['use-unencrypted-plain-auth no', USER],
        [PLAIN, USER, 'smtp-hosts [10.0.0.1]:25'],
        [PLAIN, USER, 'type pipe'],
      ].map((lines) => [lines.join(', '), domain('a.example', ...lines)]),
    ),
    'a password that a narrower block protects':
      domain('*', PLAIN) + domain('a.example', USER, 'use-unencrypted-plain-auth no'),
  },
  report: {
    ...each(
      ['*', 'gmail.com', '[*.]gmail.com', 'comcast.net', 'Yahoo.com'],
      (name) => ({ texts: domain(name, OFF), findings: [mail(2)] }),
      (name) => `<domain ${name}>`,
    ),
    ...each(
      ['NO', 'false', 'off'],
      (value) => ({ texts: domain('*', `use-starttls ${value}`), findings: [mail(2)] }),
      (value) => `use-starttls ${value}`,
    ),
    'a queue that queue-to moves mail to': {
      texts:
        domain('gmail.com', 'queue-to g.queue') + domain('g.queue', 'smtp-hosts lookup-mx:gmail.com', OFF),
      findings: [mail(6, { providers: ['Gmail'] })],
    },
    'the queue of a rollup': {
      texts: `<mx-rollup-list>\n  mx *.google.com g.rollup\n</mx-rollup-list>\n${domain('g.rollup', OFF)}`,
      findings: [mail(5)],
    },
    'each provider of a macro once, with the number of domains': {
      texts: MACRO,
      findings: [mail(3, { providers: ['Gmail', 'Orange'], extent: { domains: 3, vmtas: 1 } })],
    },
    'mail of all domains where its option names a provider': {
      texts: GMAIL_AND_ALL,
      settings: ignoring('google'),
      findings: [mail(5, { providers: null })],
    },
    'a line that many VMTAs include once': {
      texts: INCLUDED,
      findings: [{ messageId: 'cleartextMail', severity: 'warning', at: 'common:1 use-starttls' }],
    },
    'a line of <domain *> and of a provider, where one goes to hosts of the sender': {
      texts: {
        config:
          domain('*', 'include common', 'smtp-hosts [127.0.0.1]') +
          domain('gmail.com', 'include common', 'smtp-hosts ""') +
          domain('yahoo.com', 'include common'),
        common: `${OFF}\n`,
      },
      findings: [{ ...mail(1, { providers: ['Gmail'] }), at: 'common:1 use-starttls' }],
    },
    'a password and its user in one block': {
      texts: domain('a.example', PLAIN, USER),
      findings: [password(2, { requiresTls: false })],
    },
    'a user who inherits the switch': {
      texts: domain('*', PLAIN) + domain('a.example', USER) + domain('b.example', USER),
      findings: [password(2)],
    },
    'a switch that inherits the user': {
      texts: domain('*', USER) + domain('a.example', PLAIN),
      findings: [password(5)],
    },
    'a password where TLS is required': { texts: REQUIRED, findings: [password(2, { requiresTls: true })] },
  },
  fix: {
    'a line that many VMTAs include': { texts: INCLUDED, fixed: { common: 'use-starttls yes\n' } },
  },
});

it('names the providers and the number of domains', () => {
  expect(lintTexts(MACRO, [rule]).findings[0]?.message).toMatch(
    /mail for Gmail and Orange .* it holds for 3 domains$/,
  );
});

it('says what protects a password where TLS is required, and offers no fix', () => {
  const [finding] = lintTexts(REQUIRED, [rule]).findings;
  expect(finding?.message).toContain("only 'require-starttls yes' stands in between");
  expect(finding?.fix).toBeNull();
});

it('fixes every repeat of the line', () => {
  const text = mainWith(domain('*', OFF, OFF) + domain('gmail.com', OFF));
  const { text: after, left } = fixed(text, [rule]);
  expect(left).toEqual([]);
  expect(after).not.toContain(OFF);
  expect(loosened(text, after, ['gmail.com', 'a.example'])).toEqual([]);
});
