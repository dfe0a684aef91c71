import { count, dataOfLine, defineRule, domainLines, extentWords, quote } from '../../kit.ts';
import type { DomainLine, LineData, RuleContext } from '../../kit.ts';
import {
  coldLines,
  DAILY_NUMBER,
  dailyNumbers,
  hasNumbers,
  queuesFilledInstead,
  reachesCold,
} from './analysis.ts';

/** Who could name a cold VMTA for a block and does not, by the section around the block. */
const WITHOUT: Readonly<Record<string, (name: string) => string>> = {
  'virtual-mta': (name) => `neither VMTA ${quote(name)} nor a pool of it has`,
  'virtual-mta-pool': (name) => `neither pool ${quote(name)} nor a VMTA in it has`,
};

interface Step {
  readonly from: number;
  readonly to: number;
}

const lineText = ({ value }: LineData): string => quote(`${DAILY_NUMBER} ${value}`);
const perDay = (messages: number): string => `${count(messages, 'message')} a day`;

const messages = {
  noColdVmta: ({ kind, name, ...line }: LineData & { kind: string; name: string }) => ({
    message: `${lineText(line)} does nothing: it says how many messages a day go to a cold VMTA, and ${WITHOUT[kind]?.(name) ?? 'no VMTA or pool has'} a cold-virtual-mta; the line holds no mail back; name a cold-virtual-mta, or slow the queue down with max-msg-rate${extentWords(line.extent)}`,
  }),
  fall: ({ from, to, ...line }: LineData & Step) => ({
    message: `${lineText(line)} goes down from ${perDay(from)} to ${to}; a warm-up gains trust only while its mail grows day by day, so put the numbers in order${extentWords(line.extent)}`,
  }),
  leap: ({ from, to, maxGrowth, ...line }: LineData & Step & { maxGrowth: number }) => ({
    message: `${lineText(line)} goes up from ${perDay(from)} to ${to} in one step; providers slow down or block a new address whose mail grows to more than ${maxGrowth} times from one day to the next, so add steps in between${extentWords(line.extent)}`,
  }),
  emptied: ({ by, queue, ...line }: LineData & { by: 'queue-to' | 'rollup'; queue: string }) => ({
    message: `${lineText(line)} does nothing: ${by === 'rollup' ? 'a rollup' : 'queue-to'} moves the mail to ${quote(queue)}${extentWords(line.extent)}`,
    why: 'The number of the queue that the mail waits in decides how much goes to the cold VMTA.',
    help: `Set ${DAILY_NUMBER} in <domain ${queue}>.`,
  }),
  noNumber: ({ cold }: { cold: string }) => ({
    message: `${quote(`cold-virtual-mta ${cold}`)} gets no mail: no <domain> block in force here says with ${DAILY_NUMBER} how many messages a day go to it, and the default is none; its address stays cold until all mail is moved there at once; set the number, for the large providers one by one`,
  }),
};

/** The first step of a warm-up that falls, or grows too much. A day after one without mail is a start. */
function badStep(steps: readonly number[], maxGrowth: number): Step | undefined {
  return steps
    .map((to, index) => ({ from: steps[index - 1] ?? 0, to }))
    .find(({ from, to }) => from !== 0 && (to < from || to > from * maxGrowth));
}

/** Whether a value sends any mail to the cold VMTA. */
function setsMail(value: string): boolean {
  return dailyNumbers(value)?.some((step) => step !== 0) === true;
}

function checkNumbers(line: DomainLine, { model, optionsIn, report }: RuleContext<typeof messages>): void {
  const { use, value, blocks } = line;
  const steps = dailyNumbers(value);
  if (steps === undefined || !setsMail(value)) return;
  const location = use.nameLocation;
  const data = dataOfLine(model, line);
  // Lines that VMTAs share are right for those with a cold VMTA.
  if (model.knows('lines') && !blocks.some((block) => reachesCold(model, block))) {
    const { kind = '', argument } = blocks[0]?.parent ?? {};
    report({ location, messageId: 'noColdVmta', data: { ...data, kind, name: argument ?? '' } });
    return;
  }
  const filled = model.knows('lines') ? queuesFilledInstead(model, line) : [];
  const [first] = filled;
  if (first !== undefined) {
    const isSetThere = filled.every(({ queue }) => setsMail(queue.value(DAILY_NUMBER) ?? ''));
    const severity = isSetThere ? 'info' : 'warning';
    const { by, queue } = first;
    report({ location, severity, messageId: 'emptied', data: { ...data, by, queue: queue.domain } });
    return;
  }
  const maxGrowth = optionsIn(use.file).number('maxGrowth');
  const step = badStep(steps, maxGrowth);
  if (step === undefined) return;
  if (step.to < step.from) report({ location, messageId: 'fall', data: { ...data, ...step } });
  else report({ location, messageId: 'leap', data: { ...data, ...step, maxGrowth } });
}

export const rule = defineRule({
  id: 'cold-vmta-incomplete',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a warm-up without a cold VMTA, without a daily number of messages, or in steps that fall or leap',
  requires: ['cold-virtual-mta', DAILY_NUMBER],
  options: {
    maxGrowth: {
      type: 'integer',
      default: 3,
      strictest: 2,
      min: 1,
      summary: 'how many times as much mail as on the day before is a sound step',
    },
  },
  messages,
  check(context) {
    const { model, report } = context;
    for (const line of domainLines(model, DAILY_NUMBER)) checkNumbers(line, context);
    if (!model.knows('lines')) return;
    for (const line of coldLines(model)) {
      const { use, holders } = line;
      // A pool without members takes no mail yet.
      const isUsed = holders.some(
        ({ kind, argument }) => kind === 'virtual-mta' || model.vmtas.membersOf(argument ?? '').length > 0,
      );
      if (!isUsed || hasNumbers(model, line)) continue;
      report({ location: use.nameLocation, messageId: 'noNumber', data: { cold: use.plainValue ?? '' } });
    }
  },
});
