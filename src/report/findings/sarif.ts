import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type {
  ArtifactChange,
  ArtifactLocation,
  Fix as SarifFix,
  Log,
  Notification,
  PhysicalLocation,
  Region,
  ReportingDescriptor,
  Result,
} from 'sarif';
import { getOrMake, groupBy } from '../../base/collections.ts';
import {
  SEVERITY_RANK,
  type Finding,
  type Fix,
  type ReportedLocation,
  type Severity,
} from '../../engine/finding.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { jsonText, wellFormed } from '../json-text.ts';
import { pathWriter, type PathWriter } from '../../base/paths.ts';
import { explainCommand, filesByPath, listedFindings } from './report.ts';
import type { Report, ReportedFile } from '../../app/report.ts';
import { fixesOf } from './shown-fix.ts';
import { notesOf, type Note } from './summary.ts';

export interface RuleDescription {
  readonly category: string;
  /** Of most of its findings. */
  readonly severity: Severity;
  /** One line. */
  readonly summary: string;
  readonly description: string;
  /** The whole page as Markdown, and as plain text. */
  readonly page: { readonly markdown: string; readonly text: string };
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const BASE = '%SRCROOT%';

/* What GitHub code scanning accepts; it shows the most severe of it. */
const MOST_RESULTS = 25_000;
const MOST_SHOWN_RESULTS = 5_000;
const MOST_RELATED = 1_000;
const MOST_DESCRIPTION = 1_000;
/** Bytes of the file as it is sent. */
const MOST_COMPRESSED = 10_000_000;
/** The part of the results that is kept in each try while the file is too large. */
const LEFT_IN_A_TRY = 0.9;

/** Of a severity: the level of SARIF, and what GitHub makes of it. */
const LEVELS = {
  error: { level: 'error', precision: 'very-high', problem: 'error' },
  warning: { level: 'warning', precision: 'high', problem: 'warning' },
  info: { level: 'note', precision: 'medium', problem: 'recommendation' },
} as const satisfies Record<Severity, object>;

/** Escapes `{0}` (a placeholder of SARIF) and `[a](b)` (a link), and nothing else, since many viewers show the escapes. */
function messageText(text: string): string {
  const linkless = text.includes('](') ? text.replace(/[\\[\]]/g, String.raw`\$&`) : text;
  return /\{\d+\}/.test(linkless) ? linkless.replace(/[{}]/g, '$&$&') : linkless;
}

function folderUri(path: string): string {
  const { href } = pathToFileURL(path);
  return href.endsWith('/') ? href : `${href}/`;
}

const NOTES = {
  failure: ['error', ''],
  withheld: ['warning', 'a fix was withheld: '],
  incomplete: ['warning', ''],
  stale: ['note', ''],
} as const;

class SarifWriter {
  readonly #files: ReadonlyMap<string, ReportedFile>;
  readonly #shown: PathWriter;
  readonly #fix: (finding: Finding) => Fix | null;
  readonly #withheld: ReadonlySet<string>;
  readonly #fingerprints: ReadonlyMap<Finding, string>;

  constructor(
    readonly report: Report,
    /** The most severe first where not all are shown. */
    readonly findings: readonly Finding[],
    readonly describe: (rule: string) => RuleDescription | undefined,
  ) {
    this.#files = filesByPath(report);
    this.#shown = pathWriter(report.checkout);
    this.#fix = fixesOf(report);
    this.#withheld = new Set(report.fixes.withheld.map(({ rule, path }) => `${rule}\0${path}`));
    this.#fingerprints = fingerprintsOf(report.findings, report.files);
  }

  #artifact(path: string): ArtifactLocation {
    const shown = this.#shown(path);
    if (isAbsolute(shown)) return { uri: pathToFileURL(shown).href };
    return { uri: wellFormed(shown).split('/').map(encodeURIComponent).join('/'), uriBaseId: BASE };
  }

  #region(file: ReportedFile, start: number, end: number): Region {
    const from = file.lines.positionAt(start);
    const to = file.lines.positionAt(end);
    return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
  }

  #location({ path, start, end }: ReportedLocation): PhysicalLocation {
    const file = this.#files.get(path);
    return {
      artifactLocation: this.#artifact(path),
      ...(file && { region: this.#region(file, start, end) }),
    };
  }

  #sarifFix(finding: Finding): SarifFix[] {
    const fix = this.#withheld.has(`${finding.rule}\0${finding.path}`) ? null : this.#fix(finding);
    if (fix === null) return [];
    const artifactChanges: ArtifactChange[] = [];
    for (const [path, edits] of groupBy(fix.edits, (edit) => edit.path)) {
      const file = this.#files.get(path);
      if (file === undefined) return [];
      const replacements = edits.map(({ start, end, text }) => ({
        deletedRegion: this.#region(file, start, end),
        ...(text === '' ? {} : { insertedContent: { text } }),
      }));
      artifactChanges.push({ artifactLocation: this.#artifact(path), replacements });
    }
    const description = { text: messageText(fix.title) };
    return [{ description, artifactChanges, properties: { effect: fix.effect } }];
  }

  #result(finding: Finding, ruleIndex: number): Result {
    const fixes = this.#sarifFix(finding);
    const related = finding.related.slice(0, MOST_RELATED);
    const fingerprint = this.#fingerprints.get(finding);
    return {
      ruleId: finding.rule,
      ruleIndex,
      level: LEVELS[finding.severity].level,
      message: { text: messageText(finding.message) },
      locations: [{ physicalLocation: this.#location(finding) }],
      // What the baseline knows is not among the results.
      ...(this.report.known && { baselineState: 'new' as const }),
      ...(fingerprint !== undefined && { partialFingerprints: { 'pmtaLint/v1': fingerprint } }),
      ...(related.length > 0 && {
        relatedLocations: related.map((place, id) => ({
          id,
          message: { text: messageText(place.message) },
          physicalLocation: this.#location(place),
        })),
      }),
      ...(fixes.length > 0 && { fixes }),
    };
  }

  #rule(id: string, { category, severity }: Finding): ReportingDescriptor {
    const known = this.describe(id);
    const { level, precision, problem } = LEVELS[known?.severity ?? severity];
    return {
      id,
      ...(known !== undefined && {
        shortDescription: { text: known.summary },
        fullDescription: { text: known.description.slice(0, MOST_DESCRIPTION) },
      }),
      help: known?.page ?? { text: explainCommand(id) },
      defaultConfiguration: { level },
      properties: { tags: [known?.category ?? category], precision, 'problem.severity': problem },
    };
  }

  #notification(
    { path, line, rule }: Partial<Note>,
    level: Notification['level'],
    text: string,
  ): Notification {
    const region = line === undefined ? {} : { region: { startLine: line } };
    return {
      level,
      message: { text: messageText(text) },
      ...(path !== undefined && {
        locations: [{ physicalLocation: { artifactLocation: this.#artifact(path), ...region } }],
      }),
      ...(rule !== undefined && { associatedRule: { id: rule } }),
    };
  }

  /** The notes, and what of the findings is not among those that the report shows. */
  #notifications(shown: readonly Finding[]): Notification[] {
    const notes = notesOf(this.report).map((note) => {
      const [level, before] = NOTES[note.kind];
      return this.#notification(note, level, `${before}${note.text}`);
    });
    const all = this.findings.length;
    const add = (level: 'warning' | 'note', text: string): void =>
      void notes.push(this.#notification({}, level, text));
    if (shown.length < all)
      add('warning', `${shown.length} of ${all} findings are in this file, the gravest: it takes no more`);
    if (shown.length > MOST_SHOWN_RESULTS)
      add(
        'note',
        `GitHub code scanning shows ${MOST_SHOWN_RESULTS} of ${shown.length} findings, the gravest`,
      );
    if (shown.some(({ related }) => related.length > MOST_RELATED))
      add('note', `a finding names its first ${MOST_RELATED} related places`);
    return notes;
  }

  /** The report with the first `most` findings. */
  text(most: number): string {
    const shown = this.findings.slice(0, most);
    const firstOfRules = new Map<string, Finding>();
    for (const finding of shown) getOrMake(firstOfRules, finding.rule, () => finding);
    const rules = [...firstOfRules].map(([id, finding]) => this.#rule(id, finding));
    const indexes = new Map([...firstOfRules.keys()].map((id, index) => [id, index]));
    const notifications = this.#notifications(shown);
    const { version, files, failures, checkout, workingDirectory, known } = this.report;
    const log: Log = {
      $schema: SCHEMA,
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'pmta-lint', version, semanticVersion: version, rules } },
          invocations: [
            {
              executionSuccessful: failures.length === 0,
              ...(notifications.length > 0 && { toolExecutionNotifications: notifications }),
              workingDirectory: { uri: folderUri(workingDirectory) },
            },
          ],
          originalUriBaseIds: { [BASE]: { uri: folderUri(checkout) } },
          columnKind: 'utf16CodeUnits',
          ...(known && { properties: { baseline: { hidden: known.hidden, stale: known.stale.length } } }),
          artifacts: files.map(({ path }) => ({ location: this.#artifact(path), roles: ['analysisTarget'] })),
          results: shown.map((finding) => this.#result(finding, indexes.get(finding.rule) ?? -1)),
        },
      ],
    };
    return jsonText(log);
  }
}

/** The report as SARIF 2.1.0; one too large for GitHub has only the most severe findings, and a notification says so. */
export function sarif(report: Report, describe: (rule: string) => RuleDescription | undefined): string {
  const listed = listedFindings(report);
  const findings =
    listed.length > MOST_SHOWN_RESULTS
      ? listed.toSorted((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity])
      : listed;
  const writer = new SarifWriter(report, findings, describe);
  for (let most = Math.min(findings.length, MOST_RESULTS); ;) {
    const text = writer.text(most);
    // A UTF-16 unit takes at most three bytes.
    if (most === 0 || text.length <= MOST_COMPRESSED / 3) return text;
    const { length } = gzipSync(text);
    if (length <= MOST_COMPRESSED) return text;
    most = Math.floor(most * LEFT_IN_A_TRY * (MOST_COMPRESSED / length));
  }
}
