import { total } from '../../engine/finding.ts';
import { painter, type Tone } from '../colour.ts';
import { pathWriter } from '../../base/paths.ts';
import { filesByPath, listedFindings, placeOfFinding } from './report.ts';
import type { Report } from '../../app/report.ts';
import { counted, notesOf, staleLine, summaryLine, type Note } from './summary.ts';
import { visible } from '../../base/visible.ts';

const TONES: Readonly<Record<Note['kind'], Tone>> = {
  failure: 'error',
  withheld: 'warning',
  incomplete: 'warning',
  stale: 'faint',
};

/** One line a finding, `path:line:column: severity: message [rule]`, then a line for each note, and the summary. */
export function concise(report: Report): string {
  const paint = painter(report.colour);
  const shown = pathWriter(report.workingDirectory);
  const files = filesByPath(report);
  const lineOf = (place: string, tone: Tone, kind: string, text: string, rule: string | undefined): string =>
    [
      place === '' ? '' : `${paint('strong', visible(place))}: `,
      `${paint(tone, kind)}: ${visible(text)}`,
      rule === undefined ? '' : ` ${paint('faint', `[${visible(rule)}]`)}`,
    ].join('');
  const findings = listedFindings(report).map((finding) => {
    const place = placeOfFinding(finding, files.get(finding.path), shown);
    return lineOf(place, finding.severity, finding.severity, finding.message, finding.rule);
  });
  const notes = notesOf(report).map(({ kind, path, line, text, rule }) => {
    const place = path === undefined ? '' : `${shown(path)}${line === undefined ? '' : `:${line}`}`;
    return lineOf(place, TONES[kind], kind, text, rule);
  });
  const fixed = total(report.fixes.fixed);
  // Without the number of fixes: working out every fix would take longer than all the rest.
  const summary = [
    summaryLine(report),
    fixed > 0 ? `${counted(fixed, 'finding')} fixed` : undefined,
    staleLine(report),
  ];
  const last = summary.filter((part) => part !== undefined).join('; ');
  return `${[...findings, ...notes, last.replace('.; ', '; ')].join('\n')}\n`;
}
