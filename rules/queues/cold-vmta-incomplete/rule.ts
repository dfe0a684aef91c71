import {
  count,
  type DomainLine,
  domainLines,
  extentOfLine,
  extentWords,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
} from '../../kit.ts';
import { coldLines, dailyNumbers, DAILY_NUMBER, WarmUp } from './analysis.ts';

/** What is wrong with the steps of a warm-up, as a sentence part; undefined where they rise slowly. */
function faultOfSteps(steps: readonly number[], most: number): string | undefined {
  for (const [index, now] of steps.entries()) {
    const before = steps[index - 1] ?? 0;
    // Whatever comes behind a day without mail is a start.
    if (before === 0) continue;
    if (now < before)
      return `goes down from ${count(before, 'message')} a day to ${now}; a warm-up gains trust only while its mail grows day by day, so put the numbers in order`;
    if (now > before * most)
      return `goes up from ${count(before, 'message')} a day to ${now} in one step; providers slow down or block a new address whose mail grows to more than ${most} times from one day to the next, so add steps in between`;
  }
  return undefined;
}

/** Who of those that could name a cold VMTA for a block does not. */
function whoLacks(block: SectionUse | undefined): string {
  const name = quote(block?.parent?.argument ?? '');
  if (block?.parent?.kind === 'virtual-mta')
    return `neither VMTA ${name} nor a pool of it has a cold-virtual-mta`;
  if (block?.parent?.kind === 'virtual-mta-pool')
    return `neither pool ${name} nor a VMTA in it has a cold-virtual-mta`;
  return 'no VMTA or pool has a cold-virtual-mta';
}

function reportNumbers(line: DomainLine, warmUp: WarmUp, { model, optionsIn, report }: RuleContext): void {
  const { use, value, blocks } = line;
  const steps = dailyNumbers(value);
  if (steps === undefined || steps.every((step) => step === 0)) return;
  const setting = quote(`${use.name} ${value}`);
  const extent = extentWords(extentOfLine(model, line));
  const at = { file: use.file, range: use.nameRange };
  // Lines that VMTAs share are right for those with a cold VMTA.
  if (model.completeness === 'full' && !blocks.some((block) => warmUp.reaches(block))) {
    report({
      location: at,
      message: `${setting} does nothing: it says how many messages a day go to a cold VMTA, and ${whoLacks(blocks[0])}; the line holds no mail back; name a cold-virtual-mta, or slow the queue down with max-msg-rate${extent}`,
    });
    return;
  }
  const fault = faultOfSteps(steps, optionsIn(use.file).number('maxGrowth'));
  if (fault !== undefined) report({ location: at, message: `${setting} ${fault}${extent}` });
}

export const rule: Rule = {
  id: 'cold-vmta-incomplete',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
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
  check(context) {
    const { model, report } = context;
    const warmUp = new WarmUp(model);
    for (const line of domainLines(model, DAILY_NUMBER)) reportNumbers(line, warmUp, context);
    if (model.completeness !== 'full') return;
    for (const line of coldLines(model)) {
      const { use, holders } = line;
      // A pool without members takes no mail yet.
      const isUsed = holders.some(
        ({ kind, argument }) => kind === 'virtual-mta' || model.vmtas.membersOf(argument ?? '').length > 0,
      );
      if (!isUsed || warmUp.hasNumbers(line)) continue;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(`cold-virtual-mta ${use.plainValue ?? ''}`)} gets no mail: no <domain> block in force here says with ${DAILY_NUMBER} how many messages a day go to it, and the default is none; its address stays cold until all mail is moved there at once; set the number, for the large providers one by one`,
      });
    }
  },
};
