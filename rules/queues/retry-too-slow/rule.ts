import {
  count,
  destinationOf,
  type DirectiveUse,
  domainBlocks,
  type DomainLine,
  domainLines,
  extentOfLine,
  extentWords,
  type Line,
  type Model,
  namedQueueOf,
  type Queue,
  quote,
  type Rule,
  type RuleContext,
  secondsOfInterval,
  type SectionUse,
  usesIn,
} from '../../kit.ts';
import { firstInterval } from '../../../src/edits/provider-figures.ts';

/** A queue that tries deferred mail once more at most, or bounces it before. */
interface LateQueue {
  readonly block: SectionUse;
  readonly queue: Queue;
  readonly bounceAfter: string;
  /** The line that sets it; null for a default. */
  readonly bounceUse: DirectiveUse | null;
  readonly isTriedAgain: boolean;
}

function isSmtp(model: Model, block: SectionUse): boolean {
  return ['others', 'own-hosts'].includes(destinationOf(model, block));
}

/** The queues of blocks in which the first retry is late for the time that mail has, by the line of `retry-after`. */
function lateQueues(model: Model): ReadonlyMap<Line, readonly LateQueue[]> {
  const late = new Map<Line, LateQueue[]>();
  for (const block of domainBlocks(model)) {
    const uses = usesIn(block);
    if ((!uses.has('retry-after') && !uses.has('bounce-after')) || !isSmtp(model, block)) continue;
    const queue = namedQueueOf(model, block);
    const line = queue?.use('retry-after')?.line;
    if (queue === null || line === undefined) continue;
    const bounceUse = queue.use('bounce-after');
    if (bounceUse === null && model.completeness === 'partial') continue;
    const bounceAfter = queue.value('bounce-after') ?? '';
    const [end, first] = [secondsOfInterval(bounceAfter), firstInterval(queue.value('retry-after'))];
    if (end === undefined || first === undefined || first * 2 < end) continue;
    const found = { block, queue, bounceAfter, bounceUse, isTriedAgain: first <= end };
    const known = late.get(line);
    if (known === undefined) late.set(line, [found]);
    else known.push(found);
  }
  return late;
}

function reportLate(line: DomainLine, queues: readonly LateQueue[], { report }: RuleContext): void {
  const { use, value } = line;
  const [first, ...others] = queues;
  if (first === undefined) return;
  const { block, bounceAfter, bounceUse } = first;
  const bounce =
    bounceUse === null ? `bounce-after, by default ${bounceAfter}` : quote(`bounce-after ${bounceAfter}`);
  const where = line.blocks.includes(block) ? '' : ` of <domain ${block.argument ?? ''}>`;
  const also = others.length > 0 ? ` and ${count(others.length, 'more block')}` : '';
  report({
    location: { file: use.file, range: use.nameRange },
    message: `${quote(`retry-after ${value}`)} waits for half of the time or more that mail has (${bounce})${where}${also}: mail that is deferred is tried once more, and then bounces; give it several tries`,
    related:
      bounceUse === null
        ? []
        : [{ file: bounceUse.file, range: bounceUse.nameRange, message: 'when mail bounces' }],
  });
}

export const rule: Rule = {
  id: 'retry-too-slow',
  category: 'queues',
  severity: 'info',
  preset: 'recommended',
  fix: 'none',
  summary: 'deferred mail waits for hours, or for half of its time, until it is tried again',
  requires: ['retry-after'],
  options: {
    max: { type: 'interval', default: '4h', summary: 'the longest first interval of retry-after' },
  },
  check(context) {
    const { model, settings, optionsIn, report } = context;
    const late = lateQueues(model);
    for (const line of domainLines(model, 'retry-after')) {
      const { use, value, blocks } = line;
      const queues = late.get(use.line) ?? [];
      const tried = queues.filter(({ isTriedAgain }) => isTriedAgain);
      if (tried.length > 0) {
        reportLate(line, tried, context);
        continue;
      }
      // Mail that bounces before its first retry is reported where that is set.
      const isSaid = !settings.isOff('bounce-after-out-of-range');
      if (isSaid && queues.some(({ block }) => blocks.includes(block))) continue;
      const options = optionsIn(use.file);
      const first = firstInterval(value);
      if (first === undefined || first <= options.seconds('max')) continue;
      if (!blocks.some((block) => isSmtp(model, block))) continue;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(`retry-after ${value}`)} tries deferred mail again after more than ${String(options.valueOf('max'))}; hosts that greylist would take it after some minutes, and most slow-downs are over within an hour, so mail comes much later than it could; begin with minutes, and let later intervals of a list be longer${extentWords(extentOfLine(model, line))}`,
      });
    }
  },
};
