import { count } from '../../engine/message.ts';
import type { Category, Rule } from '../../engine/rule.ts';
import type { RuleOptions } from '../../engine/rule-options.ts';
import { settingsFor } from '../../engine/settings.ts';
import { isEnabledIn } from '../../engine/reported.ts';
import { painter, type Paint } from '../colour.ts';
import { jsonText } from '../json-text.ts';
import { displayWidth, usableWidth, wrap } from '../width.ts';

const FORMAT_VERSION = 1;
const INDENT = '  ';

/** What a category is about. */
export const CATEGORY_SUMMARIES: Readonly<Record<Category, string>> = {
  syntax: 'the file does not say what its author meant',
  names: 'words that PowerMTA does not know, or that are not there',
  patterns: 'regular expressions and actions that do not do what they say',
  throttling: 'what mailbox providers slow down or block for',
  queues: 'retries, expiry, routing',
  bounces: 'dead addresses and complaints come back to where they count',
  authentication: 'signed, encrypted, with a name',
  security: 'nobody gets in who does not belong',
  operations: 'speed and disks',
  suppressions: 'comments that speak to pmta-lint',
};

/** The smallest preset in which a rule speaks; infos speak in strict only. */
export function presetOf(rule: Rule): Rule['preset'] {
  return isEnabledIn(rule, '', settingsFor({ preset: 'recommended' })) ? 'recommended' : 'strict';
}

function optionsJson(options: RuleOptions): object {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, default: fallback, strictest, summary, ...rest }]) => [
      name,
      { type, default: fallback, ...(strictest === undefined ? {} : { strictest }), ...rest, summary },
    ]),
  );
}

/** The table of rules as JSON, version 1: two spaces of indent, a newline at the end. */
export function rulesJson(rules: readonly Rule[]): string {
  return jsonText({
    version: FORMAT_VERSION,
    rules: rules.map((rule) => ({
      id: rule.id,
      category: rule.category,
      severity: rule.severity,
      preset: presetOf(rule),
      fix: rule.fix,
      summary: rule.summary,
      options: optionsJson(rule.options ?? {}),
    })),
  });
}

const FIXES: Readonly<Record<Rule['fix'], string>> = {
  safe: 'safe fix',
  unsafe: 'unsafe fix',
  none: 'no fix',
};

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function rowLines(rule: Rule, names: number, width: number, paint: Paint): string[] {
  const { id, severity, fix, summary } = rule;
  const facts = [
    padded(severity, 'warning'.length),
    padded(presetOf(rule), 'recommended'.length),
    FIXES[fix],
  ];
  const room = width - 2 * INDENT.length;
  const oneLine = names + facts.join(INDENT).length + 2 * INDENT.length;
  const head =
    oneLine <= width
      ? [`${INDENT}${paint('strong', padded(id, names))}${INDENT}${facts.join(INDENT)}`.trimEnd()]
      : [
          ...wrap(id, width - INDENT.length).map((line) => `${INDENT}${paint('strong', line)}`),
          ...wrap(facts.map((fact) => fact.trim()).join(', '), room).map((line) => INDENT + INDENT + line),
        ];
  return [...head, ...wrap(summary, room).map((line) => `${INDENT}${INDENT}${paint('faint', line)}`)];
}

/**
 * The table of rules for people, by category.
 *
 * @param columns Of the terminal; undefined for a pipe or a file.
 */
export function rulesText(rules: readonly Rule[], colour: boolean, columns: number | undefined): string {
  const paint = painter(colour);
  const width = usableWidth(columns ?? NaN);
  if (rules.length === 0) return 'No rule is like that.\n';
  const names = Math.max(...rules.map(({ id }) => id.length));
  const lines: string[] = [];
  for (const category of new Set(rules.map((rule) => rule.category))) {
    const title = `${category}: ${CATEGORY_SUMMARIES[category]}`;
    if (lines.length > 0) lines.push('');
    lines.push(...wrap(title, width).map((line) => paint('related', line)));
    for (const rule of rules)
      if (rule.category === category) lines.push(...rowLines(rule, names, width, paint));
  }
  const fixable = rules.filter(({ fix }) => fix !== 'none').length;
  const last = `${count(rules.length, 'rule')}, ${fixable} with a fix; pmta-lint explain RULE prints the page of one`;
  lines.push('', ...wrap(last, width));
  return `${lines.join('\n')}\n`;
}
