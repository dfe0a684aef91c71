import { expect, it } from 'vitest';
import {
  compare,
  effective,
  fix,
  InvalidArgumentError,
  lint,
  PmtaLintError,
  reply,
  SettingsError,
  UnreadableError,
} from '../../src/index.ts';
import { folderOf } from '../support/folders.ts';

const TEXT = { text: 'postmaster you@example.com\n' };

function given(value: unknown): never {
  return value as never;
}

async function errorOf(work: Promise<unknown>): Promise<PmtaLintError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PmtaLintError);
  return error as PmtaLintError;
}

it.each([
  [() => lint('config'), 'cwd is missing: give the folder that paths start from'],
  [() => lint({ ...TEXT, disk: true }), 'cwd is missing: give the folder that paths start from'],
  [() => lint('config', { cwd: 'here' }), "cwd 'here' is no absolute path"],
  [() => lint([], { cwd: '/' }), 'no path is given'],
  [() => lint('', { cwd: '/' }), 'a path is empty'],
  [() => lint(given(undefined)), 'a configuration is a path, or an object with its text'],
  [() => lint(given([1]), { cwd: '/' }), 'a path is no string'],
  [() => lint(given({})), 'text is neither a string nor bytes'],
  [() => lint({ ...TEXT, files: given({ a: 1 }) }), "the text of 'a' is neither a string nor bytes"],
  [() => lint(TEXT, { scope: 'domian' }), "scope 'domian' is no section; did you mean 'domain'?"],
  [() => lint(TEXT, { includeRoots: ['a'] }), "includeRoots: 'a' is no folder that can be read"],
  [() => lint(TEXT, { settings: 'absent.json' }), "settings 'absent.json': there is no such file"],
  [() => effective(given(5), TEXT), 'the domain is no string'],
  [() => effective('you@gmail.com', TEXT), "'you@gmail.com' is an address: give its domain, 'gmail.com'"],
  [() => reply('gmail.com', ' ', TEXT), 'the reply is empty'],
  [() => reply('gmail.com', given(null), TEXT), 'the reply is no string'],
])('throws what is wrong with a call: %s', async (call, message) => {
  const error = await errorOf(call());
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect([error.name, error.message]).toEqual(['InvalidArgumentError', message]);
});

it.each([
  [
    { rules: { 'open-realy': 'off' } },
    "settings.rules.open-realy: there is no rule 'open-realy'; did you mean 'open-relay'?",
  ],
  [
    { extends: 'strictt' },
    "settings.extends: cannot extend 'strictt': there is no such file, and the presets are recommended, strict and all",
  ],
])('throws what is wrong in settings %j', async (settings, problem) => {
  const error = await errorOf(lint(TEXT, { settings: given(settings) }));
  expect(error).toBeInstanceOf(SettingsError);
  expect(error).toMatchObject({ name: 'SettingsError', problems: [problem] });
});

it('gives the location in a settings file', async () => {
  const cwd = folderOf({ 'pmta-lint.config.json': '{\n  "presett": "strict"\n}\n', config: '' });
  const error = await errorOf(fix('config', { cwd, settings: 'nearest' }));
  expect(error.message).toMatch(/^pmta-lint\.config\.json:2:3: /);
});

it('never runs a settings file out of a text', async () => {
  const cwd = folderOf({ 'pmta-lint.config.mjs': 'globalThis.ran = true;\nexport default {};\n' });
  const files = { 'pmta-lint.config.mjs': 'export default {};\n' };
  const error = await errorOf(lint({ ...TEXT, files }, { cwd, settings: 'nearest' }));
  expect(error.message).toBe(
    "settings 'pmta-lint.config.mjs' is a program, and a text is not run; give an object",
  );
  // A text over it is none either: what would run is the file.
  await lint(TEXT, { cwd });
  expect('ran' in globalThis).toBe(false);
});

it.each([
  ['absent', 'ENOENT', "'absent' cannot be read: there is no such file or folder"],
  ['folder', 'EISDIR', "'folder' cannot be read: it is a folder"],
  [
    'binary',
    '',
    "'binary' cannot be read: it is UTF-16 text; PowerMTA reads UTF-8 (iconv -f UTF-16 -t UTF-8 converts it)",
  ],
])('reports why %s cannot be read', async (path, code, message) => {
  const cwd = folderOf({ 'folder/': '', binary: new Uint8Array([0xff, 0xfe, 0x61, 0]) });
  for (const call of [
    effective('gmail.com', path, { cwd }),
    reply('gmail.com', '421 later', path, { cwd }),
    compare(path, TEXT, { cwd }),
    compare(TEXT, path, { cwd }),
  ]) {
    const error = await errorOf(call);
    expect(error).toBeInstanceOf(UnreadableError);
    expect(error).toMatchObject({ name: 'UnreadableError', path, code, message });
  }
});
