import type { Severity } from './finding.ts';
import type { Rule } from './rule.ts';
import type { Settings } from './settings.ts';

/** Whether a finding is reported: the call asks for its rule, and the rule has a level there, or the preset has the rule and the severity. */
export function isReported(rule: Rule, severity: Severity, path: string, settings: Settings): boolean {
  const selected = settings.selection?.(rule) ?? 'selected';
  if (selected !== 'selected') return selected === 'named';
  if (settings.preset !== 'recommended' || settings.choiceFor(rule.id, path).level !== undefined) return true;
  return rule.preset === 'recommended' && severity !== 'info';
}

/** Whether a rule is enabled in a file: it is not off, and the preset has it. */
export function isEnabledIn(rule: Rule, path: string, settings: Settings): boolean {
  return settings.choiceFor(rule.id, path).level !== 'off' && isReported(rule, rule.severity, path, settings);
}
