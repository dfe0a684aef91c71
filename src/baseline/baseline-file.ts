import * as v from 'valibot';
import { groupBy } from '../base/collections.ts';
import type { Severity } from '../engine/finding.ts';
import type { Entry } from './baseline.ts';
import type { Recorded } from './recorded.ts';

const FORMAT_VERSION = 1;
/** Bytes; some hundred thousand findings. */
const LARGEST = 64 * 2 ** 20;
const MOST_PROBLEMS = 5;

/** A severity, and the value judged after a blank. */
const RECORD = /^(error|warning|info)(?: (.+))?$/s;

function isRecord(value: unknown): boolean {
  return typeof value === 'string' && RECORD.test(value);
}

const RECORDS = v.pipe(
  v.custom<string | readonly string[]>((value) =>
    Array.isArray(value) ? value.length > 0 && value.every(isRecord) : isRecord(value),
  ),
  v.transform((value) => [value].flat()),
);

/** An object whose keys are of the user: the library leaves out some names, such as `constructor`. */
function named<Inner extends v.GenericSchema>(inner: Inner) {
  return v.pipe(
    v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
    v.transform((object) => Object.entries(object) as [string, unknown][]),
    v.array(v.tuple([v.string(), inner])),
  );
}

/** Path → place → rule, message id and subject → severity and value of each finding. */
const SCHEMA = v.strictObject({
  version: v.literal(FORMAT_VERSION),
  findings: named(named(named(RECORDS))),
});

/** What is wrong with a baseline; one message a problem, to be read after the name of the file. */
export class BaselineError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

function parsed(text: string): unknown {
  // git leaves these marks where it could not merge.
  const conflict = text.search(/^(?:<{7}|={7}|>{7})(?: |$)/m);
  if (conflict !== -1) {
    throw new BaselineError([
      `line ${text.slice(0, conflict).split('\n').length}: an unresolved merge; keep the lines of both sides, or write it anew with --update-baseline`,
    ]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BaselineError([`is no JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** The name that a step of a path goes by; none for one from a pair to what it holds. */
function nameIn({ type, key, value, input }: v.IssuePathItem): string[] {
  if (typeof key === 'string') return [JSON.stringify(key)];
  // A pair begins with its name; what it holds can be a list too.
  const isPair = type === 'array' && Array.isArray(value) && Array.isArray(input) && Array.isArray(input[0]);
  return isPair ? [JSON.stringify(value[0])] : [];
}

/** Keys on the way to the findings of one identity: `findings`, and two of each object around. */
const DEEPEST = 7;

function problemOf(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).flatMap(nameIn).join(' → ');
  if (keys === '"version"')
    return issue.received === 'undefined'
      ? `has no "version": it is no baseline, or not all of one`
      : `has version ${issue.received}; this pmta-lint reads version ${FORMAT_VERSION}`;
  if (issue.type === 'strict_object' && issue.expected === 'never') return `there is no key ${keys}`;
  const wanted: Readonly<Record<string, string>> = {
    custom:
      (issue.path?.length ?? 0) < DEEPEST
        ? 'an object'
        : 'a severity (error, warning, info), or a list of them',
    strict_object: 'an object with version and findings',
  };
  const where = keys === '' ? 'the file' : keys;
  if (issue.received === 'undefined') return `${keys} is missing`;
  return `${where}: ${issue.received} stands where ${wanted[issue.type] ?? issue.expected ?? 'something else'} belongs`;
}

function recordOf(text: string): Recorded {
  const [, severity = '', value = null] = RECORD.exec(text) ?? [];
  return { severity: severity as Severity, value };
}

function recordText({ severity, value }: Recorded): string {
  return value === null ? severity : `${severity} ${value}`;
}

function written(records: readonly Recorded[]): string | string[] {
  const texts = records.map(recordText).toSorted();
  return texts.length === 1 ? (texts[0] ?? '') : texts;
}

/** Reads a baseline. Throws a BaselineError. */
export function readBaseline(bytes: Uint8Array): Entry[] {
  if (bytes.length > LARGEST) throw new BaselineError(['is larger than any baseline']);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BaselineError(['is not UTF-8']);
  }
  const value = parsed(text);
  if (Array.isArray(value)) throw new BaselineError(['is a list where an object belongs']);
  const result = v.safeParse(SCHEMA, value);
  if (!result.success) throw new BaselineError(result.issues.slice(0, MOST_PROBLEMS).map(problemOf));
  const { findings } = result.output;
  const places = findings.flatMap(([, inFile]) => inFile);
  const keys = 2 + findings.length + places.length + places.reduce((sum, [, rules]) => sum + rules.length, 0);
  const written = [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ':').length;
  // The parser takes the last one of two, and what the first one knows would be new.
  if (written !== keys)
    throw new BaselineError(['holds a key twice, perhaps of a merge; write it anew with --update-baseline']);
  return findings.flatMap(([path, inFile]) =>
    inFile.flatMap(([place, known]) =>
      known.map(([finding, records]) => ({ path, place, finding, records: records.map(recordOf) })),
    ),
  );
}

/** Writes sorted entries: each finding has a line of its own, so that two changes seldom meet in a merge. */
export function baselineText(entries: readonly Entry[]): string {
  const places = (inFile: readonly Entry[]) =>
    [...groupBy(inFile, ({ place }) => place)].map(([place, known]) => [
      place,
      Object.fromEntries(known.map(({ finding, records }) => [finding, written(records)])),
    ]);
  const files = [...groupBy(entries, ({ path }) => path)];
  const findings = Object.fromEntries(
    files.map(([path, inFile]) => [path, Object.fromEntries(places(inFile))]),
  );
  return `${JSON.stringify({ version: FORMAT_VERSION, findings }, null, 2)}\n`;
}
