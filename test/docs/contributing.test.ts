import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import about from '../../package.json' with { type: 'json' };
import { Checkout } from '../support/checkout.ts';
import { blocksOf, filledIn, runInTerminal } from './console-blocks.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DOCUMENT = 'CONTRIBUTING.md';
const TEXT = readFileSync(join(ROOT, DOCUMENT), 'utf8');
/** For commands that start others on a busy machine. */
const TIME_LIMIT = 120_000;

/** A fence `file=PATH`: a file that a command before it has written. */
interface FileBlock {
  readonly line: number;
  readonly path: string;
  readonly text: string;
}

const files: readonly FileBlock[] = fromMarkdown(TEXT).children.flatMap((node) => {
  const path = node.type === 'code' ? /^file=(\S+)$/.exec(node.meta ?? '')?.[1] : undefined;
  return node.type === 'code' && path !== undefined
    ? [{ line: node.position?.start.line ?? 0, path, text: `${node.value}\n` }]
    : [];
});
const consoles = blocksOf(DOCUMENT);

/** What the compiler reports about some files of a checkout. */
function faultsOf(paths: readonly string[], root: string): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile.bind(ts.sys)) as {
    config?: object;
  };
  // No import leads to the declaration of imported texts.
  const files = [...paths, join(root, 'src', 'catalog', 'raw.d.ts')];
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: undefined, files }, ts.sys, root);
  const program = ts.createProgram(files, options);
  return paths.flatMap((path) => {
    const source = program.getSourceFile(path);
    const diagnostics = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
}

describe('the first rule', () => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = new Checkout([
      ...['bin', 'dist', 'docs', 'examples', 'grammar', 'man', 'rules', 'schemas', 'scripts', 'src'],
      ...['test/support', 'test/rules'],
      ...['.prettierrc.json', 'CHANGELOG.md', 'LICENSE', 'README.md'],
      ...['package.json', 'tsconfig.json', 'vitest.config.ts'],
    ]);
  }, TIME_LIMIT);
  afterAll(() => {
    checkout.end();
  });

  it('shows a rule and its test, and runs commands', () => {
    expect(files.map(({ path }) => path.replace(/.*\//, ''))).toEqual(['rule.ts', 'rule.test.ts']);
    expect(consoles.flatMap(({ steps }) => steps).length).toBeGreaterThan(6);
  });

  it.each(
    [...files, ...consoles].sort((a, b) => a.line - b.line).map((block) => [block.line, block] as const),
  )(
    'shows what happens at line %i',
    (_, block) => {
      if ('path' in block) {
        expect(readFileSync(join(checkout.root, block.path), 'utf8')).toBe(block.text);
        return;
      }
      for (const { command, output } of block.steps) {
        const programs = join(checkout.root, 'node_modules', '.bin');
        const actual = runInTerminal(command, checkout.root, checkout.home, programs);
        expect(actual, command).toEqual(filledIn(output, actual));
      }
    },
    TIME_LIMIT,
  );

  it('leaves an index of rules that is current', () => {
    const script = join(checkout.root, 'scripts', 'rules-index.mjs');
    const run = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect(run).toEqual(expect.objectContaining({ status: 0, stderr: '' }));
    const index = readFileSync(join(checkout.root, 'rules', 'index.ts'), 'utf8');
    expect(index).toContain("from './queues/dns-retry-too-fast/rule.ts'");
  });

  it(
    'shows code that Prettier and the compiler accept',
    async () => {
      const sources = files.filter(({ path }) => path.endsWith('.ts'));
      for (const { path, text } of sources) {
        const config = await resolveConfig(join(ROOT, path));
        expect(await format(text, { ...config, filepath: path })).toBe(text);
      }
      const paths = sources.map(({ path }) => join(checkout.root, path));
      expect(faultsOf(paths, checkout.root)).toEqual([]);
    },
    TIME_LIMIT,
  );
});

describe('the commands of CONTRIBUTING.md', () => {
  const spans = Array.from(TEXT.matchAll(/`([^`\n]+)`/g), ([, span = '']) => span);
  const blocks = Array.from(TEXT.matchAll(/^```sh\n(.*?)^```/gms), ([, block = '']) => block);
  const mentioned = [...spans, ...blocks.flatMap((block) => block.trim().split('\n'))];

  const named = (pattern: RegExp): string[] =>
    mentioned.flatMap((text) => Array.from(text.matchAll(pattern), ([, name = '']) => name));

  it('are scripts of package.json', () => {
    const names = [...named(/\bnpm run (?:-\S+ )*([\w:-]+)/g), ...named(/\bnpm (test)\b/g)];
    expect(names).toEqual(expect.arrayContaining(['check', 'generate', 'corpus', 'test']));
    expect(names.filter((name) => !(name in about.scripts))).toEqual([]);
  });

  it('are programs that are installed', () => {
    const names = named(/\bnpx ([\w-]+)/g);
    expect(names).toContain('vitest');
    expect(names.filter((name) => !existsSync(join(ROOT, 'node_modules', '.bin', name)))).toEqual([]);
  });

  it('name files and folders that exist', () => {
    const paths = named(/(?:^|\s)((?:[\w.-]+\/)+[\w.-]*)(?=\s|$)/g);
    expect(paths).toEqual(
      expect.arrayContaining(['.ci/run', 'src/model/', 'scripts/corpus.mjs', 'test/docs/documents.test.ts']),
    );
    const links = Array.from(TEXT.matchAll(/\]\((?!https?:)([^)#\s]+)/g), ([, link = '']) => link);
    expect([...paths, ...links].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

it('the table of the architecture has each folder of src', () => {
  const folders = [...TEXT.matchAll(/^\| `([^`]+)\/` \|/gm)].map(([, folder = '']) => folder);
  const inFolder = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`);
  const expected = ['grammar', 'rules', ...inFolder('src'), ...inFolder('src/model')];
  expect(folders.sort()).toEqual(expected.sort());
});
