import { type DirectiveUse, defineRule, quote, removeLine, type RuleFix } from '../../kit.ts';
import { accessProblems, type AccessRule } from './analysis.ts';

/** What a level shows or lets do. */
function powerOf(level: string): string {
  if (level === 'admin') return 'take over the server';
  if (level === 'operator') return 'give commands to the server';
  return level === 'monitor'
    ? "read queues, recipients' domains and logs"
    : "read queues and recipients' domains";
}

type UnreachedData = Record<'value' | 'earlier', string>;

function unreachedText({ value, earlier }: UnreachedData, how: string): string {
  return `${quote(`http-access ${value}`)} ${how}, and an earlier one for ${quote(earlier)} takes all of its addresses; put narrow rules before wide ones, or take this one out`;
}

function closeAccess({ use: { file }, levelRange: range }: AccessRule): RuleFix | null {
  if (range === null) return null;
  return { safety: 'safe', title: 'set the level to none', edits: [{ file, range, text: 'none' }] };
}

function removeUnreached({ continuation, file, line }: DirectiveUse): RuleFix | null {
  if (continuation.length > 0) return null;
  return { safety: 'safe', title: 'remove the rule that is never reached', edits: [removeLine(file, line)] };
}

export const rule = defineRule({
  id: 'exposed-management',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary:
    'the web monitor or the management commands are open to the world, or an access rule is never reached',
  requires: ['http-access'],
  messages: {
    exposed: ({ value, level, isForAll }: { value: string; level: string; isForAll: boolean }) => ({
      message: `${quote(`http-access ${value}`)} lets ${isForAll ? 'anyone who reaches the port' : 'the many networks of this range'} ${powerOf(level)}; name the addresses of your own hosts (127.0.0.1, a VPN), and leave the rest to the default, which is no access`,
    }),
    unreached: (data: UnreachedData) => ({
      message: unreachedText(data, 'is never reached: the rules are tried in order'),
    }),
    perhapsUnreached: (data: UnreachedData) => ({
      message: unreachedText(
        data,
        "may never be reached: the rules are tried in order, '0/0' may stand for IPv6 addresses too",
      ),
    }),
  },
  check({ model, report }) {
    for (const { access, earlier, isSure } of accessProblems(model)) {
      const { use, level, range } = access;
      const location = use.nameLocation;
      const value = use.plainValue ?? '';
      if (earlier === null) {
        const severity = level.startsWith('monitor') ? 'warning' : 'error';
        const data = { value, level, isForAll: range.prefix === 0 };
        report({ location, severity, messageId: 'exposed', data, fix: closeAccess(access) });
        continue;
      }
      const data = { value, earlier: earlier.use.plainValue ?? '' };
      const related = [{ ...earlier.use.nameLocation, message: 'matches first' }];
      const fix = removeUnreached(use);
      if (isSure) report({ location, severity: 'warning', messageId: 'unreached', data, related, fix });
      else report({ location, severity: 'info', messageId: 'perhapsUnreached', data, related, fix });
    }
  },
});
