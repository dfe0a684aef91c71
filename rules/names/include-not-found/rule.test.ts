import { expect, it } from 'vitest';
import type { RuleFinding, RuleContext } from '../../../src/engine/rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { loadModel } from '../../../src/model/load.ts';
import type { Model } from '../../../src/model/model.ts';
import type { FileSystem } from '../../../src/model/source/file-system.ts';
import { SourceFiles } from '../../../src/model/source/source-file.ts';
import { lint } from '../../../src/suppressions/lint.ts';
import { lintTexts, modelOf, type Texts } from '../../../test/support/lint-texts.ts';
import { memoryFileSystem } from '../../../test/support/memory-file-system.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

/** Paths that are reported, with the beginning of the message. */
const reported: [string, string, 'error' | 'info' | 'warning', string][] = [
  [
    'missing.conf',
    'missing',
    'error',
    "'missing.conf' does not exist, looked for from the folder of this file; ",
  ],
  ['/etc/pmta/missing.conf', 'missing', 'error', "'/etc/pmta/missing.conf' does not exist; "],
  ['there.conf/x', 'missing', 'error', "'there.conf/x' does not exist, "],
  [
    'parts',
    'notAFile',
    'error',
    "'parts' is not a file; name a file, or all files of a folder with a wildcard",
  ],
  ['"my parts/*.conf"', 'noMatch', 'info', "'my parts/*.conf' matches no file, "],
  ['/opt/pmta/x.conf', 'outsideRoots', 'info', "'/opt/pmta/x.conf' lies outside this configuration"],
  ['/opt/pmta/*.conf', 'outsideRoots', 'info', "'/opt/pmta/*.conf' leads outside this configuration"],
  ['../x.conf', 'leavesRoots', 'warning', "'../x.conf' leads out of the folder of this configuration"],
  ['../x/*.conf', 'leavesRoots', 'warning', "'../x/*.conf' leads out of the folder of this configuration"],
];
const around = (path: string): Texts => ({
  config: `\n  include ${path} # why\n`,
  'there.conf': '',
  'parts/a.txt': '',
});

const accepted = [
  'there.conf',
  './there.conf',
  '/etc/pmta/there.conf',
  'parts/*.conf',
  'http://config.example/pmta',
  'https://config.example:8443/pmta',
  '{{ folder }}/x.conf',
  '$folder/x.conf',
  '<%= @folder %>/x.conf',
  '',
  '"unterminated',
];

/** Files of which each includes the next. */
function chain(length: number): Texts {
  return Object.fromEntries(
    Array.from({ length: length + 1 }, (_, n) => [
      n === 0 ? 'config' : `f${n}`,
      n === length ? '' : `include f${n + 1}\n`,
    ]),
  );
}

const loop = (at: string, related: readonly string[]) =>
  ({ messageId: 'loop', severity: 'error', at, related }) as const;

testRule(rule, {
  accept: {
    ...Object.fromEntries(
      accepted.map((path) => [
        `include ${path}`,
        { texts: { config: `include ${path}\n`, 'there.conf': '', 'parts/a.conf': '' } },
      ]),
    ),
    'a path relative to the file that includes': {
      texts: { config: 'include a/a\n', 'a/a': 'include b\n', 'a/b': '' },
    },
    'a path relative to the main configuration': {
      texts: { config: 'include a/a\n', 'a/a': 'include b\n', b: '' },
    },
    'paths that are relative to the main configuration one after the other': {
      texts: { config: 'include a/a\n', 'a/a': 'include p/*\n', 'p/b': 'include p/c\n', 'p/c': '' },
    },
    '20 includes inside each other': { texts: chain(20) },
  },
  reportedElsewhere: ['unreadable', 'tooMany'],
  report: {
    ...Object.fromEntries(
      reported.map(([path, messageId, severity]) => [
        `include ${path}`,
        { texts: around(path), findings: [{ messageId, severity, at: '2 include' }] },
      ]),
    ),
    'a file that is in neither of two folders': {
      texts: { config: 'include a/a\n', 'a/a': 'include b\n', 'c/b': '' },
      findings: [{ messageId: 'missing', severity: 'error', at: 'a/a:1 include', data: { isInMain: false } }],
    },
    'a file that is not text, by its name among those of a wildcard': {
      texts: { config: 'include *.conf\n', 'a.conf': '\0'.repeat(40), 'b.conf': '' },
      findings: [
        {
          messageId: 'notText',
          severity: 'error',
          at: '1 include',
          data: { path: '*.conf', file: 'a.conf' },
        },
      ],
    },
    'a broken include once in a file that is included twice': {
      texts: { config: 'include x\ninclude x\n', x: 'include missing\n' },
      findings: [{ messageId: 'missing', at: 'x:1 include' }],
    },
    'a loop at its first line, with the others': {
      texts: { config: 'include a\n', a: '# a\ninclude b\n', b: '# b\n\ninclude c\n', c: 'include a\n' },
      findings: [loop('a:2 include', ['b:3 include', 'c:1 include'])],
    },
    'a file that includes itself': { texts: 'include config\n', findings: [loop('1 include', [])] },
    'a file that includes itself by a wildcard': {
      texts: { config: 'include *.conf\n', 'a.conf': 'include *.conf\n' },
      findings: [loop('a.conf:1 include', [])],
    },
    'a loop once, however it is reached': {
      texts: {
        config: 'include x\ninclude y\n',
        x: 'include a\n',
        y: 'include a\n',
        a: 'include b\n',
        b: 'include a\n',
      },
      findings: [loop('a:1 include', ['b:1 include'])],
    },
    'the include after 20 inside each other': {
      texts: chain(21),
      findings: [{ messageId: 'tooDeep', severity: 'error', at: 'f20:1 include' }],
    },
  },
});

it.each(reported)('says what is wrong with %s, and offers no fix', (path, _, __, beginning) => {
  const { findings } = lintTexts(around(path), [rule]);
  expect(findings[0]?.message.slice(0, beginning.length)).toBe(beginning);
  expect(findings.map(({ fix }) => fix)).toEqual([null]);
});

it('names both folders in which a path is looked for', () => {
  const { findings } = lintTexts({ config: 'include a/a\n', 'a/a': 'include b\n', 'c/b': '' }, [rule]);
  expect(findings[0]?.message).toContain('this file and from that of the main configuration; ');
});

it('reports a file that may not be read, by its name among those of a wildcard', () => {
  const system = memoryFileSystem({
    '/etc/pmta/config': 'include a.conf\ninclude *.conf\n',
    '/etc/pmta/a.conf': 'log-rotate 5\n',
    '/etc/pmta/b.conf': '',
  });
  const refusing: FileSystem = {
    ...system,
    read(path) {
      if (path === '/etc/pmta/a.conf') throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return system.read(path);
    },
  };
  const files = new SourceFiles(refusing);
  const model = loadModel(files.read('/etc/pmta/config'), files, { version: '5.0' });
  const { findings } = lint([model], [rule], settingsFor({ preset: 'strict' }));
  expect(findings.map(({ messageId, severity }) => [messageId, severity])).toEqual([
    ['unreadable', 'error'],
    ['unreadable', 'error'],
  ]);
  expect(findings[0]?.message).toContain("'a.conf' cannot be read; ");
  expect(findings[1]?.message).toContain("'*.conf' matches 'a.conf', which cannot be read; ");
});

it('reports files that are included too many times', () => {
  const model = modelOf('include x\n');
  const includes = model.includes.map((include) => ({ ...include, problem: 'too-many' }));
  const reported: unknown[] = [];
  rule.check({
    model: Object.create(model, { includes: { value: includes } }) as Model,
    report: ({ messageId, severity }: RuleFinding) => reported.push([messageId, severity]),
  } as unknown as RuleContext);
  expect(reported).toEqual([['tooMany', 'error']]);
});
