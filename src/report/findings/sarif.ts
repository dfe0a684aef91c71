import { gzipSync } from 'node:zlib';
import type {
  ArtifactLocation,
  Fix as SarifFix,
  Log,
  Notification,
  PhysicalLocation,
  Region,
  ReportingDescriptor,
  Result,
} from 'sarif';
import {
  SEVERITY_RANK,
  type Edit,
  type Finding,
  type Fix,
  type Place,
  type Severity,
} from '../../engine/finding.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { jsonText } from '../json-text.ts';
import { type Report, type ReportedFile, explainCommand, listedFindings, filesToShow } from './report.ts';
import { fixesOf } from './shown-fix.ts';
import { staleEntries } from './summary.ts';
import { folderUri, uriWriter } from './uris.ts';

/** What a report says of a rule beside its findings. */
export interface RuleDescription {
  readonly category: string;
  /** Of most of its findings. */
  readonly severity: Severity;
  /** One line. */
  readonly summary: string;
  /** What is flagged, in some sentences. */
  readonly description: string;
  /** The whole page as Markdown, and as plain text. */
  readonly page: { readonly markdown: string; readonly text: string };
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const BASE = '%SRCROOT%';

/* What GitHub code scanning takes; it shows the gravest of what it takes. */
const MOST_RESULTS = 25_000;
const MOST_SHOWN_RESULTS = 5_000;
const MOST_RELATED = 1_000;
const MOST_DESCRIPTION = 1_000;
/** Bytes of the file as it is sent. */
const MOST_COMPRESSED = 10_000_000;
/** Part of the results that is left in each try where the file is too large. */
const LEFT_IN_A_TRY = 0.9;

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;
const PRECISIONS = { error: 'very-high', warning: 'high', info: 'medium' } as const satisfies Record<
  Severity,
  string
>;
const KINDS = { error: 'error', warning: 'warning', info: 'recommendation' } as const satisfies Record<
  Severity,
  string
>;

/**
 * A message in the words of SARIF, where `{0}` is a placeholder and `[a](b)` a link. Both are escaped where they stand;
 * other brackets stay as they are, since many viewers show the escapes.
 */
function messageText(text: string): string {
  const linkless = text.includes('](') ? text.replace(/[\\[\]]/g, String.raw`\$&`) : text;
  return /\{\d+\}/.test(linkless) ? linkless.replace(/[{}]/g, '$&$&') : linkless;
}

/** One report on its way to SARIF. */
class SarifWriter {
  readonly #report: Report;
  readonly #describe: (rule: string) => RuleDescription | undefined;
  readonly #files: ReadonlyMap<string, ReportedFile>;
  readonly #uri: (path: string) => string;
  readonly #fix: (finding: Finding) => Fix | null;
  readonly #withheld: ReadonlySet<string>;
  readonly #fingerprints: ReadonlyMap<Finding, string>;
  /** The gravest first where not all are shown. */
  readonly findings: readonly Finding[];

  constructor(report: Report, describe: (rule: string) => RuleDescription | undefined) {
    this.#report = report;
    this.#describe = describe;
    this.#files = new Map(filesToShow(report).map((file) => [file.path, file]));
    this.#uri = uriWriter(report.checkout);
    this.#fix = fixesOf(report);
    this.#withheld = new Set(report.fixes.withheld.map(({ rule, path }) => `${rule}\0${path}`));
    this.#fingerprints = fingerprintsOf(report.findings, report.files);
    const listed = listedFindings(report);
    this.findings =
      listed.length > MOST_SHOWN_RESULTS
        ? listed.toSorted((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity])
        : listed;
  }

  #artifact(path: string): ArtifactLocation {
    const uri = this.#uri(path);
    return uri.startsWith('file:') ? { uri } : { uri, uriBaseId: BASE };
  }

  #region(file: ReportedFile, start: number, end: number): Region {
    const from = file.lines.positionAt(start);
    const to = file.lines.positionAt(end);
    return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
  }

  #location({ path, start, end }: Place): PhysicalLocation {
    const file = this.#files.get(path);
    return {
      artifactLocation: this.#artifact(path),
      ...(file === undefined ? {} : { region: this.#region(file, start, end) }),
    };
  }

  #sarifFix(finding: Finding): SarifFix[] {
    const fix = this.#withheld.has(`${finding.rule}\0${finding.path}`) ? null : this.#fix(finding);
    if (fix === null) return [];
    const byFile = new Map<ReportedFile, Edit[]>();
    for (const edit of fix.edits) {
      const file = this.#files.get(edit.path);
      if (file === undefined) return [];
      const edits = byFile.get(file);
      if (edits === undefined) byFile.set(file, [edit]);
      else edits.push(edit);
    }
    const artifactChanges = [...byFile].map(([file, edits]) => ({
      artifactLocation: this.#artifact(file.path),
      replacements: edits.map(({ start, end, text }) => ({
        deletedRegion: this.#region(file, start, end),
        ...(text === '' ? {} : { insertedContent: { text } }),
      })),
    }));
    const description = { text: messageText(fix.title) };
    return [{ description, artifactChanges, properties: { safety: fix.safety } }];
  }

  #result(finding: Finding, ruleIndex: number): Result {
    const fixes = this.#sarifFix(finding);
    const related = finding.related.slice(0, MOST_RELATED);
    const fingerprint = this.#fingerprints.get(finding);
    return {
      ruleId: finding.rule,
      ruleIndex,
      level: LEVELS[finding.severity],
      message: { text: messageText(finding.message) },
      locations: [{ physicalLocation: this.#location(finding) }],
      // What the baseline knows is not among the results.
      ...(this.#report.known === undefined ? {} : { baselineState: 'new' as const }),
      ...(fingerprint === undefined ? {} : { partialFingerprints: { 'pmtaLint/v1': fingerprint } }),
      ...(related.length === 0
        ? {}
        : {
            relatedLocations: related.map((place, id) => ({
              id,
              message: { text: messageText(place.message) },
              physicalLocation: this.#location(place),
            })),
          }),
      ...(fixes.length === 0 ? {} : { fixes }),
    };
  }

  #rule(id: string, { category, severity }: Finding): ReportingDescriptor {
    const told = this.#describe(id);
    const level = told?.severity ?? severity;
    return {
      id,
      ...(told === undefined
        ? {}
        : {
            shortDescription: { text: told.summary },
            fullDescription: { text: told.description.slice(0, MOST_DESCRIPTION) },
          }),
      help: told === undefined ? { text: explainCommand(id) } : told.page,
      defaultConfiguration: { level: LEVELS[level] },
      properties: {
        tags: [told?.category ?? category],
        precision: PRECISIONS[level],
        'problem.severity': KINDS[level],
      },
    };
  }

  /** What did not go as it should. `shown`: the findings that are in the report. */
  #notifications(shown: readonly Finding[]): Notification[] {
    const { failures, unread = [], fixes } = this.#report;
    const note = (
      level: 'error' | 'warning' | 'note',
      text: string,
      path?: string,
      line?: number,
    ): Notification => ({
      level,
      message: { text: messageText(text) },
      ...(path === undefined
        ? {}
        : {
            locations: [
              {
                physicalLocation: {
                  artifactLocation: this.#artifact(path),
                  ...(line === undefined ? {} : { region: { startLine: line } }),
                },
              },
            ],
          }),
    });
    const all = this.findings.length;
    const cut = shown.some(({ related }) => related.length > MOST_RELATED);
    return [
      ...failures.map(({ path, rule, message }) => ({
        ...note('error', message, path),
        ...(rule === undefined ? {} : { associatedRule: { id: rule } }),
      })),
      ...fixes.withheld.map(({ path, rule, reason }) => ({
        ...note('warning', `a fix was withheld: ${reason}`, path),
        associatedRule: { id: rule },
      })),
      ...unread.map(({ path, line, text }) => note('warning', text, path, line)),
      ...staleEntries(this.#report).map(({ path, text, rule }) => ({
        ...note('note', text, path),
        associatedRule: { id: rule },
      })),
      ...(shown.length < all
        ? [
            note(
              'warning',
              `${shown.length} of ${all} findings are in this file, the gravest: it takes no more`,
            ),
          ]
        : []),
      ...(shown.length > MOST_SHOWN_RESULTS
        ? [
            note(
              'note',
              `GitHub code scanning shows ${MOST_SHOWN_RESULTS} of ${shown.length} findings, the gravest`,
            ),
          ]
        : []),
      ...(cut ? [note('note', `a finding names its first ${MOST_RELATED} related places`)] : []),
    ];
  }

  /** The report with the first `most` findings. */
  text(most: number): string {
    const shown = this.findings.slice(0, most);
    const indexes = new Map<string, number>();
    const rules: ReportingDescriptor[] = [];
    for (const finding of shown) {
      if (indexes.has(finding.rule)) continue;
      indexes.set(finding.rule, rules.length);
      rules.push(this.#rule(finding.rule, finding));
    }
    const notifications = this.#notifications(shown);
    const { version, files, failures, checkout, workingDirectory, known } = this.#report;
    const log: Log = {
      $schema: SCHEMA,
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'pmta-lint', version, semanticVersion: version, rules } },
          invocations: [
            {
              executionSuccessful: failures.length === 0,
              ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
              workingDirectory: { uri: folderUri(workingDirectory) },
            },
          ],
          originalUriBaseIds: { [BASE]: { uri: folderUri(checkout) } },
          columnKind: 'utf16CodeUnits',
          ...(known === undefined
            ? {}
            : { properties: { baseline: { hidden: known.hidden, stale: known.stale.length } } }),
          artifacts: files.map(({ path }) => ({ location: this.#artifact(path), roles: ['analysisTarget'] })),
          results: shown.map((finding) => this.#result(finding, indexes.get(finding.rule) ?? -1)),
        },
      ],
    };
    return jsonText(log);
  }
}

/**
 * The report as SARIF 2.1.0, a newline at the end: what GitHub code scanning and editors read. A file that would be
 * larger than code scanning takes holds the gravest findings alone, and says so in a notification.
 *
 * @param describe What is known of a rule; undefined for one that is unknown.
 */
export function sarif(report: Report, describe: (rule: string) => RuleDescription | undefined): string {
  const writer = new SarifWriter(report, describe);
  for (let most = Math.min(writer.findings.length, MOST_RESULTS); ;) {
    const text = writer.text(most);
    // Three bytes a unit are the most that a text takes.
    if (most === 0 || text.length <= MOST_COMPRESSED / 3) return text;
    const { length } = gzipSync(text);
    if (length <= MOST_COMPRESSED) return text;
    most = Math.floor(most * LEFT_IN_A_TRY * (MOST_COMPRESSED / length));
  }
}
