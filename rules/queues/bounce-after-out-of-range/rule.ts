import {
  count,
  destinationOf,
  domainBlocks,
  type DomainLine,
  domainLines,
  extentOfLine,
  extentWords,
  type Line,
  type Model,
  mostSpecificBlock,
  namedQueueOf,
  type Queue,
  quote,
  readDomainPattern,
  type Rule,
  type RuleContext,
  secondsOfInterval,
  type SectionUse,
  usesIn,
} from '../../kit.ts';
import { firstInterval } from '../../../src/edits/provider-figures.ts';
import type { Setting } from '../../../src/model/scopes/queue.ts';

/** A queue that bounces its mail before it has tried it a second time. */
interface Hasty {
  readonly queue: Queue;
  readonly retry: Setting;
  readonly bounce: Setting;
}

function isSmtp(model: Model, block: SectionUse): boolean {
  const destination = destinationOf(model, block);
  return destination === 'others' || destination === 'own-hosts';
}

function hastyQueues(model: Model): Hasty[] {
  const knowsDefaults = model.completeness !== 'partial';
  return domainBlocks(model).flatMap((block) => {
    const uses = usesIn(block);
    if (!uses.has('bounce-after') && !uses.has('retry-after')) return [];
    const queue = isSmtp(model, block) ? namedQueueOf(model, block) : null;
    if (queue === null) return [];
    const [bounce, retry] = [queue.setting('bounce-after'), queue.setting('retry-after')];
    const isWritten = bounce.uses.length > 0 && retry.uses.length > 0;
    const [end, first] = [secondsOfInterval(bounce.value ?? ''), firstInterval(retry.value)];
    const isHasty = end !== undefined && first !== undefined && end < first;
    return isHasty && (isWritten || knowsDefaults) ? [{ queue, retry, bounce }] : [];
  });
}

/** `retry-after 10m`, with a word on where it comes from if it is a default. */
function shown({ directive, value, uses }: Setting): string {
  return uses.length > 0 ? quote(`${directive} ${value ?? ''}`) : `${directive}, by default ${value ?? ''}`;
}

const NO_SECOND_TRY = 'mail that is deferred once bounces without a second try';

function reportHasty(line: DomainLine, hasty: readonly Hasty[], { report }: RuleContext): void {
  const { use, value } = line;
  const [first, ...others] = hasty;
  if (first === undefined) return;
  const also = others.length > 0 ? ` and ${count(others.length, 'more block')}` : '';
  const where = first.queue.block === use.section ? '' : ` of <domain ${first.queue.block?.argument ?? ''}>`;
  const retryUse = first.retry.uses.at(-1);
  report({
    location: { file: use.file, range: use.nameRange },
    severity: 'error',
    message: `${quote(`bounce-after ${value}`)} ends before the first retry (${shown(first.retry)})${where}${also}: ${NO_SECOND_TRY}`,
    related:
      retryUse === undefined
        ? []
        : [{ file: retryUse.file, range: retryUse.nameRange, message: 'the first retry' }],
  });
}

function reportDefault({ queue, retry, bounce }: Hasty, { report }: RuleContext): void {
  const section = mostSpecificBlock(queue);
  if (section === undefined) return;
  report({
    location: { file: section.file, range: section.tagRange },
    severity: 'error',
    message: `${shown(bounce)}, ends before the first retry (${shown(retry)}): ${NO_SECOND_TRY}`,
  });
}

/** Whether blocks are for addresses such as `user@[192.0.2.1]` only, where no provider has mailboxes. */
function isForLiterals(line: DomainLine): boolean {
  return line.blocks.every(
    ({ argument }) => readDomainPattern(argument ?? '', false).kind === 'literal-address',
  );
}

function reportRange(line: DomainLine, context: RuleContext): void {
  const { use, value } = line;
  const options = context.optionsIn(use.file);
  const [min, max] = [options.seconds('min'), options.seconds('max')];
  const seconds = secondsOfInterval(value);
  if (seconds === undefined || (seconds >= min && seconds <= max)) return;
  if (seconds < min && isForLiterals(line)) return;
  const harm =
    seconds < min
      ? `gives up before ${String(options.valueOf('min'))} have passed; a provider that blocks or is down for some hours turns good addresses into bounces`
      : `keeps on for more than ${String(options.valueOf('max'))}; mail of that age is of no use to its readers, and mail for dead hosts fills the queue meanwhile`;
  context.report({
    location: { file: use.file, range: use.nameRange },
    message: `${quote(`bounce-after ${value}`)} ${harm}${extentWords(extentOfLine(context.model, line))}`,
  });
}

export const rule: Rule = {
  id: 'bounce-after-out-of-range',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'mail bounces too early to outlast a block, too late to be of use, or before its first retry',
  options: {
    min: { type: 'interval', default: '12h', summary: 'the shortest bounce-after' },
    max: { type: 'interval', default: '7d', summary: 'the longest bounce-after' },
  },
  requires: ['bounce-after', 'retry-after'],
  check(context) {
    const { model } = context;
    const byLine = new Map<Line, Hasty[]>();
    const seen = new Set<SectionUse>();
    for (const hasty of hastyQueues(model)) {
      const use = hasty.bounce.uses.at(-1);
      const section = mostSpecificBlock(hasty.queue);
      if (use !== undefined) {
        const known = byLine.get(use.line);
        if (known === undefined) byLine.set(use.line, [hasty]);
        else known.push(hasty);
      } else if (section !== undefined && !seen.has(section)) {
        seen.add(section);
        reportDefault(hasty, context);
      }
    }
    for (const line of domainLines(model, 'bounce-after')) {
      const hasty = byLine.get(line.use.line);
      if (hasty !== undefined) reportHasty(line, hasty, context);
      else if (line.blocks.some((block) => isSmtp(model, block))) reportRange(line, context);
    }
  },
};
