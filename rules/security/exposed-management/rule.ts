import { defineRule, insertLines, quote, removeLine, type RuleFix } from '../../kit.ts';
import { accessProblems, type AccessProblem } from './analysis.ts';

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

/** Narrows a rule to the server itself; where that has access by an earlier rule, the wide one gives none. */
function closeAccess({ access, local }: AccessProblem): RuleFix | null {
  const { use, addressRange, levelRange, range } = access;
  if (addressRange === null || levelRange === null) return null;
  const { file } = use;
  const address = file.slice(addressRange);
  if (local !== null) {
    const title = `set http-access ${address} to none: only ${quote(local.use.plainValue ?? '')} keeps the console`;
    return { effect: 'unsafe', title, edits: [{ file, range: levelRange, text: 'none' }] };
  }
  const narrow = range.version === 4 ? '127.0.0.1' : '::1';
  const title = `narrow http-access ${address} to ${narrow}: other hosts lose the console`;
  return { effect: 'unsafe', title, edits: [{ file, range: addressRange, text: narrow }] };
}

/** Moves a rule that is never reached before the one that takes its addresses. */
function moveForward({ access, earlier }: AccessProblem): RuleFix | null {
  const { use, level } = access;
  const { file, line, continuation } = use;
  if (earlier === null || continuation.length > 0 || earlier.use.file !== file) return null;
  const value = use.plainValue ?? '';
  const [address = ''] = value.split(/[ \t]/);
  const isSame = level === earlier.level;
  const gets = isSame ? '' : `: ${address} gets ${level} instead of ${earlier.level}`;
  return {
    effect: isSame ? 'neutral' : 'unsafe',
    title: `move http-access ${value} before ${quote(earlier.use.plainValue ?? '')}${gets}`,
    edits: [
      removeLine(file, line),
      insertLines(file, earlier.use.line.start, [file.text.slice(line.start, line.end)]),
    ],
  };
}

export const rule = defineRule({
  id: 'exposed-management',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fixes: ['neutral', 'unsafe'],
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
    for (const problem of accessProblems(model)) {
      const { access, earlier, isSure } = problem;
      const { use, level, range } = access;
      const location = use.nameLocation;
      const value = use.plainValue ?? '';
      if (earlier === null) {
        const severity = level.startsWith('monitor') ? 'warning' : 'error';
        const data = { value, level, isForAll: range.prefix === 0 };
        report({ location, severity, messageId: 'exposed', data, fix: closeAccess(problem) });
        continue;
      }
      const data = { value, earlier: earlier.use.plainValue ?? '' };
      const related = [{ ...earlier.use.nameLocation, message: 'matches first' }];
      const fix = isSure ? moveForward(problem) : null;
      if (isSure) report({ location, severity: 'warning', messageId: 'unreached', data, related, fix });
      else report({ location, severity: 'info', messageId: 'perhapsUnreached', data, related, fix });
    }
  },
});
