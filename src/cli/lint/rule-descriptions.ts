import { rules } from '../../../rules/index.ts';
import { pages } from '../../../rules/pages.ts';
import type { RuleDescription } from '../../report/findings/sarif.ts';
import { painter } from '../../report/colour.ts';
import { rulePage } from '../explain/rule-page.ts';

const PAGE_WIDTH = 80;

/** What a page says before its first example or heading, without its title and its marks. */
function introduction(markdown: string): string {
  const [head = ''] = markdown.replace(/^# .*\n+/, '').split(/^(?:#|```)/m, 1);
  return rulePage(head, painter(false), Infinity).trim();
}

/** What is known of a rule, its page included; undefined for no rule of ours. */
export function describeRule(id: string): RuleDescription | undefined {
  const rule = rules.find((one) => one.id === id);
  const markdown = pages.get(id);
  if (rule === undefined || markdown === undefined) return undefined;
  const { category, severity, summary } = rule;
  return {
    category,
    severity,
    summary,
    description: introduction(markdown),
    page: { markdown, text: rulePage(markdown, painter(false), PAGE_WIDTH) },
  };
}
