import { quote, removeLine, type Rule, type RuleContext, shownValue } from '../../kit.ts';
import {
  accessRules,
  closesList,
  coveredBy,
  isSwitchedOff,
  isWide,
  perhapsCoveredBy,
  type AccessRule,
} from './access.ts';

/** What a level shows or lets do. */
function powerOf(level: string): string {
  if (level === 'admin') return 'take over the server';
  if (level === 'operator') return 'give commands to the server';
  return level === 'monitor'
    ? "read queues, recipients' domains and logs"
    : "read queues and recipients' domains";
}

function reportExposed({ use, range, level, levelRange }: AccessRule, { report }: RuleContext): void {
  const who = range.prefix === 0 ? 'anyone who reaches the port' : 'the many networks of this range';
  report({
    location: { file: use.file, range: use.nameRange },
    severity: level.startsWith('monitor') ? 'warning' : 'error',
    message: `${quote(`http-access ${use.plainValue ?? ''}`)} lets ${who} ${powerOf(level)}; name the addresses of your own hosts (127.0.0.1, a VPN), and leave the rest to the default, which is no access`,
    fix:
      levelRange === null
        ? null
        : {
            safety: 'safe',
            title: 'set the level to none',
            edits: [{ file: use.file, range: levelRange, text: 'none' }],
          },
  });
}

function reportDead(rule: AccessRule, earlier: AccessRule, isSure: boolean, { report }: RuleContext): void {
  const { use } = rule;
  const says = isSure
    ? 'is never reached: the rules are tried in order'
    : "may never be reached: the rules are tried in order, '0/0' may stand for IPv6 addresses too";
  report({
    location: { file: use.file, range: use.nameRange },
    severity: isSure ? 'warning' : 'info',
    message: `${quote(`http-access ${use.plainValue ?? ''}`)} ${says}, and an earlier one for ${shownValue(earlier.use)} takes all of its addresses; put narrow rules before wide ones, or take this one out`,
    related: [{ file: earlier.use.file, range: earlier.use.nameRange, message: 'matches first' }],
    fix:
      use.continuation.length > 0
        ? null
        : {
            safety: 'safe',
            title: 'remove the rule that is never reached',
            edits: [removeLine(use.file, use.line)],
          },
  });
}

export const rule: Rule = {
  id: 'exposed-management',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary:
    'the web monitor or the management commands are open to the world, or an access rule is never reached',
  requires: ['http-access'],
  check(context) {
    const rules = accessRules(context.model);
    const isOff = isSwitchedOff(context.model);
    rules.forEach((rule, index) => {
      if (closesList(rules, index)) return;
      const earlier = coveredBy(rules, index);
      if (earlier !== undefined) {
        reportDead(rule, earlier, true, context);
        return;
      }
      if (isWide(rule) && rule.level !== 'none' && !isOff) {
        reportExposed(rule, context);
        return;
      }
      const perhaps = perhapsCoveredBy(rules, index);
      if (perhaps !== undefined) reportDead(rule, perhaps, false, context);
    });
  },
};
