import { expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { lint } from '../../../src/suppressions/lint.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { loadModel } from '../../../src/model/load.ts';
import { withoutSecrets } from '../../../src/model/secrets.ts';
import { SourceFiles } from '../../../src/model/source/source-file.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { memoryFileSystem } from '../../../test/support/memory-file-system.ts';
import { fixed } from '../../../test/support/fixed.ts';
import { growth, LINEAR } from '../../../test/support/growth.ts';
import { testRule } from '../../../test/support/rule-tester.ts';

const NO_BREAK = '\u00a0';
const ZERO_WIDTH = '\u200b';
const EN_DASH = '\u2013';
const MARK = '\ufeff';

const aboutForm = rules.filter(({ category }) => category === 'syntax' || category === 'names');

/** The findings of all rules about form and names: rule, severity and effect of the fix. */
function findingsIn(text: string): string[] {
  const { findings } = lintTexts(text, aboutForm);
  return findings.map(({ rule: id, severity, fix }) => `${id} ${severity} ${fix?.effect ?? '-'}`);
}

function inside(section: string, lines: string): string {
  return `<${section}>\n${lines}\n</${section.split(' ')[0] ?? ''}>\n`;
}

const SAFE = [
  ['domain d', `max-smtp-out${NO_BREAK}20`],
  ['domain d', `max-smtp-out ${NO_BREAK}20`],
  ['domain d', `max-smtp-out 20${NO_BREAK}`],
  ['domain d', `${NO_BREAK}max-smtp-out 20`],
  ['domain d', `${NO_BREAK}${NO_BREAK}`],
  ['domain d', `${NO_BREAK}# a comment`],
  ['domain d', `${MARK}max-smtp-out 20`],
  ['domain d', `max${EN_DASH}smtp${EN_DASH}out 20`],
  ['domain d', `max-smtp${ZERO_WIDTH}-out 20`],
  ['domain d', `max-smtp-out 2${ZERO_WIDTH}0`],
  ['domain d', 'max-smtp-out ２０'],
  ['domain d', 'max-smtp-out “20”'],
  ['domain d', 'retry-after 10m，20m'],
  ['domain d', `bounce-upon-no-mx${NO_BREAK}no`],
  ['smtp-user u', `password${NO_BREAK}long-and-secret`],
  ['smtp-pattern-list p', `reply${NO_BREAK}/slow/ mode=backoff`],
  ['smtp-pattern-list p', `reply /slow/${NO_BREAK}mode=backoff`],
] as const;

const TAGS = [
  [`<domain${NO_BREAK}d>\n</domain>\n`, 'neutral'],
  [`${NO_BREAK}<domain d>\n</domain>\n`, 'neutral'],
  [`<domain d>\n</domain${NO_BREAK}>\n`, 'neutral'],
  [`<domain d>\n</do${ZERO_WIDTH}main>\n`, 'neutral'],
  [`<virtual${EN_DASH}mta v>\n</virtual-mta>\n`, 'neutral'],
  [`<domain example.com${ZERO_WIDTH}>\n</domain>\n`, 'unsafe'],
  [`<domain “example.com”>\n</domain>\n`, 'unsafe'],
  [`<virtual-mta “v”>\n</virtual-mta>\n`, 'unsafe'],
  [`<source${NO_BREAK}192.0.2.1>\n</source>\n`, 'unsafe'],
  [`<source 192.0.2.1${ZERO_WIDTH}>\n</source>\n`, 'unsafe'],
] as const;

const UNSAFE = [
  ['relay-domain example.com' + ZERO_WIDTH, 'error'],
  [`relay-domain exa${EN_DASH}mple.com`, 'error'],
  ['log-file “/var/log/pmta/log”', 'warning'],
  [`log-file /var/log/pmta/log${NO_BREAK}`, 'warning'],
  [`relay-domain${NO_BREAK}example.com`, 'error'],
  [`http-access${NO_BREAK}192.0.2.0/24 monitor`, 'error'],
  [`http-access 192.0.2.0/24${NO_BREAK}monitor`, 'error'],
  [inside('source 192.0.2.1', `always-allow-relaying${NO_BREAK}yes`), 'error'],
  [inside('source 192.0.2.1', 'always-allow-relaying “yes”'), 'error'],
  [inside('smtp-pattern-list p', 'reply /user doesn’t exist/ skip-mx'), 'warning'],
  [inside('bounce-category-patterns', '/user doesn’t exist/ bad-mailbox'), 'warning'],
  [inside('domain d', `max-smtp${EN_DASH}outt 20`), 'error'],
] as const;

const ACCEPTED = [
  `# max-smtp-out${NO_BREAK}20 – “quoted”\n`,
  `log-file /var/log/pmta/log # ${NO_BREAK}\n`,
  'dsn-failed-subject-template "Not delivered – we’re sorry"\n',
  `dsn-failed-subject-template Not delivered ${EN_DASH} sorry\n`,
  `<domain bücher${EN_DASH}markt.example>\n</domain>\n`,
  `relay-domain bücher${EN_DASH}markt.example\n`,
  '<domain bücher.example>\n</domain>\n',
  `<virtual-mta news${EN_DASH}1>\n</virtual-mta>\n`,
  `log-file /var/log/pmta${EN_DASH}1/log\n`,
  inside('smtp-user u', 'password cl’est-un-secret'),
  inside('smtp-pattern-list p', 'reply /l’adresse n’existe pas – désolé/ skip-mx'),
  inside('smtp-pattern-list p', "reply /does(n't|n’t|n.t) exist/ skip-mx"),
  inside('smtp-pattern-list p', "reply /doesn['’]t exist/ skip-mx"),
  inside('smtp-pattern-list p', 'reply /doesn’?t exist/ skip-mx'),
  `<virtual-mta v${EN_DASH}1>\n</virtual-mta>\n<pattern-list p>\nmail-from /a/ virtual-mta=v${EN_DASH}1\n</pattern-list>\n`,
] as const;

const lookalike = (at: string, damage: string) => ({ messageId: 'lookalike', at, data: { damage } }) as const;

testRule(rule, {
  accept: {
    ...Object.fromEntries(ACCEPTED.map((text) => [JSON.stringify(text), text])),
    'a byte-order mark before a section': '\uFEFF<domain *>\n    max-smtp-out 20\n</domain>\n',
    'a byte-order mark before a directive': '\uFEFFmax-smtp-out 20\nmax-msg-rate 10/h\n',
  },
  report: {
    'characters at a name, with the characters': {
      texts: inside('domain d', `max-smtp-out 2${ZERO_WIDTH}0${NO_BREAK}`),
      findings: [
        {
          ...lookalike('2 max-smtp-out', 'value'),
          related: [`2 ${ZERO_WIDTH}`, `2 ${NO_BREAK}`],
          severity: 'error',
        },
      ],
    },
    'characters in a name': {
      texts: inside('domain d', `max${EN_DASH}smtp-out 20`),
      findings: [lookalike(`2 max${EN_DASH}smtp-out`, 'name')],
    },
    'characters in a tag': {
      texts: `<domain${NO_BREAK}d>\n</domain>\n`,
      findings: [lookalike(`1 <domain${NO_BREAK}d>`, 'tag')],
    },
    'characters of a blank line': {
      texts: inside('domain d', NO_BREAK),
      findings: [lookalike(`2 ${NO_BREAK}`, 'blank')],
    },
    'characters in a pattern': {
      texts: inside('bounce-category-patterns', '/user doesn’t exist/ bad-mailbox'),
      findings: [{ ...lookalike('2 /user doesn’t exist/', 'pattern'), severity: 'warning' }],
    },
  },
  fix: {
    'characters, also where others are removed before them': {
      texts: inside(
        'domain d',
        `m${ZERO_WIDTH}ax${EN_DASH}smtp${ZERO_WIDTH}${EN_DASH}out${NO_BREAK}2${ZERO_WIDTH}0 # – x`,
      ),
      fixed: inside('domain d', 'max-smtp-out 20 # – x'),
      effect: 'neutral',
    },
  },
});

it.each([
  ['2\u200b0', "'max-smtp-out' has a zero-width space (U+200B), which nobody can see; "],
  ['20\u00a0\u00a0', "'max-smtp-out' has no-break spaces (U+00A0), which only look like blanks; "],
  ['“20”', `'max-smtp-out' has curly quotes (U+201C and U+201D), which only look like '"'; `],
])('names the characters: %j', (value, start) => {
  const { findings } = lintTexts(inside('domain d', `max-smtp-out ${value}`), [rule]);
  expect(findings.map(({ message }) => message.slice(0, start.length))).toEqual([start]);
});

it.each(SAFE)('offers a neutral fix in %s: %s', (section, line) => {
  const text = inside(section, line);
  expect(findingsIn(text)).toEqual(['lookalike-character error neutral']);
  expect(findingsIn(text.replaceAll('\n', '\r\n'))).toEqual(['lookalike-character error neutral']);
  const { text: after, left } = fixed(text, aboutForm);
  expect(left).toEqual([]);
  expect(compareModels(modelOf(text), modelOf(after))).toEqual([]);
});

it.each(TAGS)('is the only finding at a tag: %j', (text, effect) => {
  expect(findingsIn(text)).toEqual([`lookalike-character error ${effect}`]);
});

it.each(UNSAFE)('offers an unsafe fix for %j', (text, severity) => {
  expect(findingsIn(text)).toEqual([`lookalike-character ${severity} unsafe`]);
});

it.each(ACCEPTED)('is not reported next to other rules: %j', (text) => {
  expect(findingsIn(text)).toEqual([]);
});

it('leaves a byte-order mark at the start to mixed-line-endings', () => {
  expect(findingsIn(`${MARK}log-file /var/log/pmta/log\n`)).toEqual(['mixed-line-endings info neutral']);
});

it.each([
  [`prose ${EN_DASH} in the file\n`, ['unknown-directive warning -']],
  [`${EN_DASH} an item\n`, ['syntax-error error -']],
  [inside('domain d', 'max-smtp-out “twenty”'), ['invalid-value error -']],
])('leaves other mistakes to other rules: %j', (text, others) => {
  expect(findingsIn(text)).toEqual(others);
});

it('leaves the rest of a line to other rules after the fix', () => {
  const text = inside('domain d', `max-msg-rate${NO_BREAK}100/hour`);
  expect(findingsIn(text)).toEqual(['lookalike-character error neutral']);
  expect(modelOf(text).queue('d', null).value('max-msg-rate')).toBe('100/h');
  expect(fixed(text, aboutForm).text).toBe(inside('domain d', 'max-msg-rate 100/h'));
});

it('returns settings, names and sections as they are meant, except those that open an access', () => {
  const text = [
    `<domain${NO_BREAK}d>`,
    `max-smtp${EN_DASH}out 5`,
    `max-msg-rate${ZERO_WIDTH} 1${ZERO_WIDTH}0/h`,
    `</domain${NO_BREAK}>`,
    `<source${NO_BREAK}192.0.2.1>`,
    `always-allow-relaying${NO_BREAK}yes`,
    `smtp-service${NO_BREAK}no`,
    '</source>',
    '',
  ].join('\n');
  const model = modelOf(text);
  expect(model.queue('d', null).value('max-smtp-out')).toBe('5');
  expect(model.queue('d', null).value('max-msg-rate')).toBe('10/h');
  const [source] = model.sources.all;
  expect(source && model.sources.setting(source, 'smtp-service').value).toBe('no');
  expect(source && model.sources.setting(source, 'always-allow-relaying').value).not.toBe('yes');
});

it.each([
  [inside('domain d', 'max-smtp-out 20 // it’s – slow'), ['foreign-comment']],
  [inside('domain d', `max-smtp-out${NO_BREAK}20 // it’s – slow`), ['lookalike-character']],
  [inside('domain d', 'retry-after “10m” ; slow'), ['lookalike-character']],
  [inside('domain d', `; it’s${NO_BREAK}slow`), ['foreign-comment']],
  [inside('domain d', `// it’s${NO_BREAK}slow`), ['foreign-comment']],
  [inside('domain d', `<!-- a\nmax-smtp-out${NO_BREAK}20\n<domain${NO_BREAK}x>\n-->`), ['foreign-comment']],
  [inside('domain d', `${NO_BREAK}; slow`), ['lookalike-character']],
  [inside('domain d', `${NO_BREAK}// slow`), ['lookalike-character', 'foreign-comment']],
  [inside('bounce-category-patterns', `${NO_BREAK}// other`), ['lookalike-character']],
])('is reported next to foreign-comment: %j', (text, expected) => {
  const { findings } = lintTexts(text, aboutForm);
  expect(findings.map(({ rule: id }) => id).sort()).toEqual(expected.sort());
  const { text: after, left } = fixed(text, aboutForm);
  expect(left).toEqual([]);
  expect(compareModels(modelOf(text), modelOf(after))).toEqual([]);
});

it('reports the punctuation of Windows in a file that is not UTF-8', () => {
  const bytes = Buffer.from(
    '# caf\xe9\n<domain d>\nmax-smtp-out\xa020\nretry-after \x9310m\x94\nmax\x96msg-rate 1/h\n</domain>\n',
    'latin1',
  );
  const files = new SourceFiles(memoryFileSystem({ '/etc/pmta/config': bytes }));
  const model = loadModel(files.read('/etc/pmta/config'), files, { version: '5.0' });
  const { findings } = lint([model], [rule], settingsFor({ preset: 'strict' }));
  expect(findings.map(({ fix }) => fix?.effect)).toEqual(['neutral', 'neutral', 'neutral']);
  expect(model.queue('d', null).value('max-smtp-out')).toBe('20');
});

it('accepts the parts of a broken UTF-8 character', () => {
  const bytes = Buffer.from('host-name \xc3\xa0.example.com\xff\n', 'latin1');
  const files = new SourceFiles(memoryFileSystem({ '/etc/pmta/config': bytes }));
  const model = loadModel(files.read('/etc/pmta/config'), files, { version: '5.0' });
  expect(lint([model], [rule], settingsFor({ preset: 'strict' })).findings).toEqual([]);
});

it('never shows a secret after a name with look-alikes', () => {
  for (const name of [
    `pass${ZERO_WIDTH}word`,
    `auth${EN_DASH}password`,
    `password${NO_BREAK}`,
    `${MARK}password`,
  ]) {
    const text = inside('smtp-user u', `${name} long-and-secret`);
    const { findings, model } = lintTexts(text, aboutForm);
    expect(JSON.stringify(findings.map(({ message, data }) => [message, data]))).not.toContain(
      'long-and-secret',
    );
    const shown = withoutSecrets(model.main, { start: 0, end: text.length });
    expect(shown).not.toContain('long-and-secret');
  }
});

it('takes time in proportion to the number of look-alikes', () => {
  const check = (count: number): void => {
    const many = `1${ZERO_WIDTH}${EN_DASH}`.repeat(count);
    const text = `max-smtp-out ${many}\nrelay-domain ${many}\n<domain ${many}>\n</domain>\n${many}\nreply /${many}/ skip-mx\n`;
    expect(lintTexts(text, [rule]).findings.length).toBeGreaterThan(0);
  };
  expect(growth(3000, check)).toBeLessThan(LINEAR);
});
