import { basename, extname } from 'node:path';
import type { Document, LineCounter, Node, Pair } from 'yaml';
import { SettingsError, type KeyPath } from './settings-file.ts';

/** The key of package.json that holds settings. */
export const PACKAGE_KEY = 'pmta-lint';

/** No settings file that a person writes comes near. */
const MOST_BYTES = 1_000_000;
const DEEPEST = 100;
const MOST_ALIASES = 1000;

/** What a settings file holds, unchecked. */
export interface SettingsDocument {
  readonly value: unknown;
  /** `FILE:LINE:COLUMN` of a value, or of its key; `FILE` where the file is a program. */
  placeOf(keys: KeyPath, part?: 'key' | 'value'): Promise<string>;
}

const PROGRAMS = new Set(['.js', '.mjs', '.cjs']);

export function isProgram(path: string): boolean {
  return PROGRAMS.has(extname(path));
}

function textOf(bytes: Uint8Array, shown: string): string {
  if (bytes.length > MOST_BYTES) throw new SettingsError([`${shown}: is larger than a megabyte`]);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SettingsError([`${shown}: is not UTF-8; save it as UTF-8`]);
  }
  if (isDeep(text)) throw new SettingsError([`${shown}: is nested more than ${DEEPEST} deep`]);
  return text;
}

/** Whether values are nested deeper than anyone writes: the YAML parser recurses, and Node itself can crash. */
function isDeep(text: string): boolean {
  let [brackets, margin, isMargin] = [0, 0, true];
  for (const character of text) {
    if (character === '[' || character === '{') brackets++;
    else if ((character === ']' || character === '}') && brackets > 0) brackets--;
    if (character === '\n') [margin, isMargin] = [0, true];
    else if (isMargin && ' \t-?:'.includes(character)) margin++;
    else isMargin = false;
    if (brackets > DEEPEST || margin > 2 * DEEPEST) return true;
  }
  return false;
}

/** A document, and how many aliases (`*name`) are in it. */
interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly aliases: number;
}

async function parsed(text: string): Promise<Parsed> {
  const { LineCounter: Counter, parseDocument, visit } = await import('yaml');
  const lines = new Counter();
  // What is only worth a warning to the library is checked with all the rest.
  const options = { lineCounter: lines, prettyErrors: false, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  let aliases = 0;
  visit(document, {
    Alias() {
      aliases++;
    },
  });
  return { document, lines, aliases };
}

function placeIn({ document, lines }: Parsed, keys: KeyPath, part: 'key' | 'value'): string {
  let node: unknown = document.contents;
  for (const [depth, key] of keys.entries()) {
    const items = (node as { items?: unknown[] } | null)?.items ?? [];
    if (typeof key === 'number') {
      node = items[key];
      continue;
    }
    const pair = items.find((item) => ((item as Pair).key as { value?: unknown } | null)?.value === key) as
      Pair | undefined;
    if (pair === undefined) break;
    const isLast = depth === keys.length - 1;
    node = isLast && part === 'key' ? pair.key : (pair.value ?? pair.key);
  }
  const { line, col } = lines.linePos((node as Node | null)?.range?.[0] ?? 0);
  return `${line}:${col}`;
}

async function readYaml(text: string, shown: string): Promise<SettingsDocument> {
  const source = await parsed(text);
  const [error] = source.document.errors;
  if (error !== undefined) {
    const { line, col } = source.lines.linePos(error.pos[0]);
    const what =
      error.code === 'MULTIPLE_DOCS'
        ? 'a second document begins here; settings are one'
        : (error.message.split('\n', 1)[0] ?? '');
    throw new SettingsError([`${shown}:${line}:${col}: ${what}`]);
  }
  // The library looks each one up from the top of the document.
  if (source.aliases > MOST_ALIASES)
    throw new SettingsError([`${shown}: has more than ${MOST_ALIASES} aliases`]);
  let value: unknown;
  try {
    value = source.document.toJS({ maxAliasCount: 100 });
  } catch (problem) {
    throw new SettingsError([`${shown}: ${problem instanceof Error ? problem.message : String(problem)}`]);
  }
  return {
    value,
    placeOf: (keys, part = 'value') => Promise.resolve(`${shown}:${placeIn(source, keys, part)}`),
  };
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values = Object.values(value);
  return (Array.isArray(value) ? 0 : values.length) + values.reduce<number>((sum, it) => sum + keysIn(it), 0);
}

/** JSON as it nearly always is; undefined where it is broken or says something twice. */
function plainJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const written = [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ':');
    return written.length === keysIn(value) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

async function readJson(text: string, shown: string): Promise<SettingsDocument> {
  const plain = plainJson(text);
  // The parser for YAML takes time at each start: where all is well it is not needed.
  if (plain === undefined) return readYaml(text, shown);
  let source: Promise<Parsed> | undefined;
  return {
    value: plain.value,
    placeOf: async (keys, part = 'value') =>
      `${shown}:${placeIn(await (source ??= parsed(text)), keys, part)}`,
  };
}

async function runProgram(path: string, shown: string): Promise<SettingsDocument> {
  const { createRequire } = await import('node:module');
  let loaded: unknown;
  try {
    loaded = createRequire(path)(path);
  } catch (error) {
    throw new SettingsError([`${shown}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const value: unknown =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;
  return { value, placeOf: () => Promise.resolve(shown) };
}

/** The settings in a package.json; undefined where it has none. */
async function readPackage(text: string, shown: string): Promise<SettingsDocument | undefined> {
  const whole = await readJson(text, shown);
  const { value } = whole;
  if (typeof value !== 'object' || value === null || !(PACKAGE_KEY in value)) return undefined;
  return {
    value: value[PACKAGE_KEY],
    placeOf: (keys, part) => whole.placeOf([PACKAGE_KEY, ...keys], part),
  };
}

/** Reads a settings file, a program by running it; undefined for a package.json without any. Throws a SettingsError. */
export async function readSettingsDocument(
  path: string,
  shown: string,
  read: () => Uint8Array,
): Promise<SettingsDocument | undefined> {
  if (isProgram(path)) return runProgram(path, shown);
  const bytes = read();
  // Not our concern where it has no settings of ours.
  const isPackage = basename(path) === 'package.json';
  if (isPackage && !Buffer.from(bytes).includes(`"${PACKAGE_KEY}"`)) return undefined;
  const text = textOf(bytes, shown);
  if (isPackage) return readPackage(text, shown);
  return extname(path) === '.json' ? readJson(text, shown) : readYaml(text, shown);
}
