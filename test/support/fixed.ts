import type { Finding } from '../../src/engine/finding.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { Settings } from '../../src/engine/settings.ts';
import { strictness } from '../../src/catalog/compare-values.ts';
import { applyEdits, selectEdits } from '../../src/fix/edits.ts';
import { wayIntoBackoff } from '../../src/model/queues/backoff.ts';
import { lintTexts, modelOf } from './lint-texts.ts';

/** A main configuration around some text: a log file, a spool, and clients that may name any VMTA. */
export function mainWith(text: string): string {
  const head = ['log-file /var/log/pmta/log', '<spool /var/spool/pmta>', '</spool>', '<source 127.0.0.1>'];
  return [...head, '    always-allow-relaying yes', '    process-x-virtual-mta yes', '</source>', text].join(
    '\n',
  );
}

/** The configuration after all proved fixes of some rules, pass after pass; `left` is what they then still say. */
export function fixed(
  text: string,
  rules: readonly Rule[],
  settings: Partial<Settings> = {},
): { text: string; passes: number; left: readonly Finding[] } {
  let now = text;
  for (let passes = 0; ; passes++) {
    const { findings } = lintTexts(now, rules, settings);
    const fixes = findings.flatMap(({ fix }) => (fix === null || fix.effect === 'unsafe' ? [] : [fix]));
    if (fixes.length === 0 || passes === 10) return { text: now, passes, left: findings };
    now = applyEdits(now, selectEdits(fixes).edits.get('/etc/pmta/config') ?? []);
  }
}

/** Settings of queues that are not stricter after a change: none after a proved fix. Backoff counts where it could be entered before. */
export function loosened(
  before: string,
  after: string,
  domains: readonly string[],
  vmtas: readonly (string | null)[] = [null],
): string[] {
  const [old, now] = [modelOf(before), modelOf(after)];
  return domains.flatMap((domain) =>
    vmtas.flatMap((vmta) => {
      const [from, to] = [old.queueOf(domain, vmta).queue, now.queueOf(domain, vmta).queue];
      const couldEnter = wayIntoBackoff(old, from).possible;
      return from.settings.flatMap(({ directive, facts, value }) => {
        const changed = to.value(directive);
        if (directive === 'smtp-pattern-list' || (directive.startsWith('backoff') && !couldEnter)) return [];
        const change = strictness(facts, 'domain', value, changed);
        return change === 'equal' || change === 'stricter'
          ? []
          : [`${from.name} ${directive}: ${value} -> ${changed}`];
      });
    }),
  );
}
