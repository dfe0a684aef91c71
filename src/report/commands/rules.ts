import { groupBy } from '../../base/collections.ts';
import { count } from '../../engine/message.ts';
import type { Category, Rule } from '../../engine/rule.ts';
import type { RuleOptions } from '../../engine/rule-options.ts';
import { settingsFor } from '../../engine/settings.ts';
import { isEnabledIn } from '../../engine/reported.ts';
import { painter } from '../colour.ts';
import { jsonText } from '../json-text.ts';
import { INDENT, Page } from '../page.ts';
import { usableWidth } from '../width.ts';

const FORMAT_VERSION = 1;

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

/** The smallest preset that reports findings of a rule; infos are in strict only. */
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
    rules: rules.map((rule) => {
      const { id, category, severity, fixes, summary, options = {} } = rule;
      const preset = presetOf(rule);
      return { id, category, severity, preset, fixes, summary, options: optionsJson(options) };
    }),
  });
}

function fixesOf({ fixes }: Rule): string {
  return fixes.length === 0 ? 'no fix' : `fix: ${fixes.join(', ')}`;
}

function addRule(page: Page, rule: Rule, widest: number): void {
  const { id, severity, summary } = rule;
  const preset = presetOf(rule);
  const facts = [severity.padEnd('warning'.length), preset.padEnd('recommended'.length), fixesOf(rule)].join(
    INDENT,
  );
  if (widest + facts.length + 2 * INDENT.length <= page.width)
    page.add(`${INDENT}${page.paint('strong', id.padEnd(widest))}${INDENT}${facts}`);
  else {
    page.block(id, INDENT, 'strong');
    page.block([severity, preset, fixesOf(rule)].join(', '), INDENT + INDENT);
  }
  page.block(summary, INDENT + INDENT, 'faint');
}

/** The table of rules for people, by category; `columns` is undefined where no line is broken. */
export function rulesText(rules: readonly Rule[], colour: boolean, columns: number | undefined): string {
  if (rules.length === 0) return 'No rule is like that.\n';
  const page = new Page(painter(colour), usableWidth(columns ?? NaN));
  const widest = Math.max(...rules.map(({ id }) => id.length));
  let before: Category | undefined;
  for (const [category, listed] of groupBy(rules, (rule) => rule.category)) {
    if (before !== undefined) page.add('');
    before = category;
    page.block(`${category}: ${CATEGORY_SUMMARIES[category]}`, '', 'related');
    for (const rule of listed) addRule(page, rule, widest);
  }
  const fixable = rules.filter(({ fixes }) => fixes.length > 0).length;
  page.add('');
  page.block(
    `${count(rules.length, 'rule')}, ${fixable} with a fix; pmta-lint explain RULE prints the page of one`,
  );
  return page.toString();
}
