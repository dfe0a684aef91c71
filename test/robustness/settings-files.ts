import type { Files } from '../support/folders.ts';

export const JSON_FILE = 'pmta-lint.config.json';
export const YAML_FILE = 'pmta-lint.config.yaml';

/** Settings files next to a `config` without findings, the exit code, and the lines on standard error. */
export type BadSettings = readonly [name: string, files: Files, exitCode: 0 | 2, ...lines: RegExp[]];

const KNOWN = 'known: extends, pmtaVersion, entry, ';

/** `a` with objects in objects, `count` deep. */
function objects(count: number): string {
  return `${'{"a":'.repeat(count)}1${'}'.repeat(count)}`;
}

/** Settings files that extend the next one twice each. */
function doubling(count: number): Files {
  const content = (index: number): string =>
    index === count ? '{}' : `{"extends": ["a${index + 1}.json", "a${index + 1}.json"]}`;
  const names = Array.from({ length: count + 1 }, (_, index) => [`a${index}.json`, content(index)]);
  return { [JSON_FILE]: '{"extends": "a0.json"}', ...(Object.fromEntries(names) as Files) };
}

const DEEP = /^pmta-lint: pmta-lint\.config\.(?:json|yaml): is nested more than 100 deep$/;

/** Settings files that are not settings, cost too much, or try to be more than settings. */
export const BAD_SETTINGS: readonly BadSettings[] = [
  ['huge', { [YAML_FILE]: `# ${'x'.repeat(1_000_001)}\n` }, 2, /\.yaml: is larger than a megabyte$/],
  [
    'binary',
    { [YAML_FILE]: Buffer.from([1, 2, 3, 0x1b, 0x5b, 0x32, 0x4a, 0xff]) },
    2,
    /\.yaml: is not UTF-8; save it as UTF-8$/,
  ],
  [
    'of zeros',
    { [JSON_FILE]: Buffer.alloc(64) },
    2,
    /\.json:1:1: 'the file' cannot be '␀+…': give an object$/,
  ],
  [
    'UTF-16',
    { [JSON_FILE]: Buffer.from('\ufeff{}', 'utf16le') },
    2,
    /\.json: is not UTF-8; save it as UTF-8$/,
  ],
  ['with a byte-order mark', { [JSON_FILE]: '\ufeff{"reputation": "cold"}' }, 0],
  ['a folder', { [`${JSON_FILE}/`]: '' }, 2, /\.json: cannot be read: it is no regular file$/],
  [
    'a link to a device',
    { [JSON_FILE]: { link: '/dev/zero' } },
    2,
    /^pmta-lint: pmta-lint\.config\.json is a link that leads out of \.: name the file with --config$/,
  ],
  ['brackets that never close', { [JSON_FILE]: '['.repeat(100_000) }, 2, DEEP],
  ['lists in lists', { [JSON_FILE]: `{"ignores": ${'['.repeat(100_000)}${']'.repeat(100_000)}}` }, 2, DEEP],
  ['objects in objects', { [JSON_FILE]: objects(50_000) }, 2, DEEP],
  ['a key twice above objects in objects', { [JSON_FILE]: `{"a": 1, "a": ${objects(3000)}}` }, 2, DEEP],
  ['maps in maps', { [YAML_FILE]: `${'{a: '.repeat(50_000)}1${'}'.repeat(50_000)}` }, 2, DEEP],
  ['items in items', { [YAML_FILE]: `${'- '.repeat(50_000)}x` }, 2, DEEP],
  [
    'an indent for every line',
    { [YAML_FILE]: Array.from({ length: 1200 }, (_, index) => `${' '.repeat(index)}a:`).join('\n') },
    2,
    DEEP,
  ],
  [
    'aliases that multiply',
    {
      [YAML_FILE]: `a0: &a0 [x, x]\n${Array.from({ length: 12 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]\n`).join('')}`,
    },
    2,
    /\.yaml: Excessive alias count /,
  ],
  [
    'an alias 50,000 times',
    { [YAML_FILE]: `rules: &r {}\nignores: [${'*r,'.repeat(50_000)}]` },
    2,
    /\.yaml: has more than 1000 aliases$/,
  ],
  ['an alias of itself', { [YAML_FILE]: 'a: &a [*a]\n' }, 2, /\.yaml:1:1: there is no key 'a'; known: /],
  [
    'two documents',
    { [YAML_FILE]: 'reputation: cold\n---\nreputation: warm\n' },
    2,
    /\.yaml:2:1: a second document begins here; settings are one$/,
  ],
  ['a list as a key', { [YAML_FILE]: '? [a, b]\n: c\n' }, 2, /\.yaml:1:1: there is no key '\[ a, b \]'; /],
  [
    'a function',
    { [YAML_FILE]: 'reputation: !!js/function "function(){}"' },
    2,
    /: 'reputation' cannot be 'function\(\)\{\}': give one of cold, warm, established$/,
  ],
  [
    'the key __proto__',
    { [JSON_FILE]: '{"__proto__": {"reputation": "cold"}}' },
    2,
    new RegExp(`\\.json:1:2: there is no key '__proto__'; ${KNOWN}`),
  ],
  [
    'the key __proto__ in YAML',
    { [YAML_FILE]: '__proto__: {reputation: cold}' },
    2,
    new RegExp(`\\.yaml:1:1: there is no key '__proto__'; ${KNOWN}`),
  ],
  [
    'the key constructor',
    { [JSON_FILE]: '{"constructor": {"prototype": {"x": 1}}}' },
    2,
    /\.json:1:2: there is no key 'constructor'; /,
  ],
  [
    'a rule __proto__',
    { [JSON_FILE]: '{"rules": {"__proto__": "off"}}' },
    2,
    /there is no rule '__proto__'; /,
  ],
  ['a rule toString', { [JSON_FILE]: '{"rules": {"toString": "off"}}' }, 2, /there is no rule 'toString'; /],
  [
    'an option __proto__',
    { [JSON_FILE]: '{"rules": {"syntax-error": ["off", {"__proto__": 1, "reason": "x"}]}}' },
    2,
    /there is no option '__proto__'; known: reason$/,
  ],
  ['a root __proto__', { [JSON_FILE]: '{"includeRoots": {"__proto__": "."}}' }, 0],
  ['directives of prototypes', { [JSON_FILE]: '{"directives": ["__proto__", "constructor"]}' }, 0],
  [
    'globs of many stars',
    {
      [JSON_FILE]: JSON.stringify({ ignores: [`${'*a'.repeat(5000)}b`, `${'**/'.repeat(5000)}x`] }),
      ['a'.repeat(200)]: '',
    },
    0,
  ],
  [
    'a glob of alternatives that multiply',
    { [JSON_FILE]: JSON.stringify({ ignores: ['{a,b}'.repeat(50)] }) },
    2,
    /\.json:1:12: '\{a,b\}.*…' is no glob: /,
  ],
  [
    'a glob of 50,000 braces',
    { [JSON_FILE]: JSON.stringify({ ignores: ['{a}'.repeat(50_000)] }) },
    2,
    /\.json:1:12: '\{a\}.*…' is no glob: /,
  ],
  [
    '50,000 globs',
    {
      [JSON_FILE]: JSON.stringify({ ignores: Array.from({ length: 50_000 }, (_, index) => `**/x${index}*`) }),
    },
    0,
  ],
  [
    'a key of 900 KB',
    { [JSON_FILE]: JSON.stringify({ ['k'.repeat(900_000)]: 1 }) },
    2,
    /\.json:1:2: there is no key 'k{60}…'; /,
  ],
  [
    'a value of 900 KB',
    { [JSON_FILE]: JSON.stringify({ reputation: 'k'.repeat(900_000) }) },
    2,
    /'reputation' cannot be 'k{60}…': give one of cold, warm, established$/,
  ],
  [
    'a number that is too large',
    { [JSON_FILE]: '1e999' },
    2,
    /'the file' cannot be Infinity: give an object$/,
  ],
  ['a text', { [JSON_FILE]: '"x"' }, 2, /'the file' cannot be 'x': give an object$/],
  ['a list', { [JSON_FILE]: '[]' }, 2, /: settings are an object of keys, and not a list$/],
  [
    'a limit that is no number',
    { [YAML_FILE]: 'providers: {google: {maxSmtpOut: .nan}}' },
    2,
    /'maxSmtpOut' cannot be NaN: give a number$/,
  ],
  [
    'a limit without end',
    { [JSON_FILE]: '{"providers": {"google": {"maxSmtpOut": 1e400}}}' },
    2,
    /'maxSmtpOut' cannot be Infinity: give a whole number$/,
  ],
  [
    'a limit below zero',
    { [JSON_FILE]: '{"providers": {"google": {"maxSmtpOut": -1}}}' },
    2,
    /'maxSmtpOut' cannot be -1: give at least 1$/,
  ],
  [
    'an escape in a key',
    { [JSON_FILE]: '{"\\u001b[2Jx\\u202e": 1}' },
    2,
    /there is no key '␛\[2Jx<U\+202E>'; /,
  ],
  [
    'an escape in a level',
    { [YAML_FILE]: 'rules: {syntax-error: "\\e]0;x\\a"}' },
    2,
    /'syntax-error' cannot be '␛\]0;x␇': give one of /,
  ],
  [
    'a base with NUL',
    { [JSON_FILE]: '{"extends": "a\\u0000b"}' },
    2,
    /cannot extend 'a␀b': there is no such file/,
  ],
  [
    'a base that is a folder',
    { [JSON_FILE]: '{"extends": "."}' },
    2,
    /cannot be read: it is no regular file$/,
  ],
  [
    'a link to itself as a base',
    { [JSON_FILE]: '{"extends": "./x.json"}', 'x.json': { link: JSON_FILE } },
    2,
    /x\.json:1:13: cannot extend '\.\/x\.json': it is extended already, the files extend each other$/,
  ],
  [
    'bases that double 18 times',
    doubling(18),
    2,
    /: cannot extend 'a\d+\.json': too many files extend each other$/,
  ],
  [
    '50,000 presets',
    { [JSON_FILE]: JSON.stringify({ extends: Array.from({ length: 50_000 }, () => 'strict') }) },
    0,
  ],
  [
    'a broken package.json',
    { 'package.json': '{"pmta-lint": ' },
    2,
    /package\.json:1:15: Flow map must end with a \}$/,
  ],
  ['a large package.json without settings', { 'package.json': `{"x": "${'x'.repeat(2_000_000)}"}` }, 0],
  ['a program that throws nothing', { 'pmta-lint.config.js': 'throw null' }, 2, /\.js: null$/],
  [
    'a program that is cut off',
    { 'pmta-lint.config.mjs': 'export default {' },
    2,
    /\.mjs: Unexpected end of input$/,
  ],
  [
    'a program whose settings throw',
    { 'pmta-lint.config.js': 'module.exports = { get rules() { throw new Error("\\u001b[2Jno"); } };' },
    2,
    /\.js: ␛\[2Jno$/,
  ],
  [
    'a program whose settings hold themselves',
    { 'pmta-lint.config.js': 'const a = {}; a.rules = a; module.exports = a;' },
    2,
    /\.js: there is no rule 'rules'; /,
  ],
];
