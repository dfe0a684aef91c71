import {
  booleanOf,
  destinationOf,
  type DomainLine,
  domainLines,
  extentOfLine,
  extentWords,
  type Model,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  secondsOfInterval,
  setDirective,
} from '../../kit.ts';
import type { Destination } from '../../../src/model/queues/domain-lines.ts';

const TIMEOUT = 'smtp-data-termination-timeout';
const ASSUMED = 'assume-delivery-upon-data-termination-timeout';

/** What RFC 5321 asks for (4.5.3.2.6), and PowerMTA's default. */
const USUAL = '10m';

function fixFor(model: Model, directive: string, { use }: DomainLine, value: string): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const edits = setDirective(model, use.section, directive, value, use);
  return { safety: 'safe', title: `set ${directive} to ${value}`, edits };
}

function goesTo(model: Model, { blocks }: DomainLine, ...places: readonly Destination[]): boolean {
  return blocks.some((block) => places.includes(destinationOf(model, block)));
}

function reportShort(line: DomainLine, { model, optionsIn, report }: RuleContext): void {
  const { use, value } = line;
  const options = optionsIn(use.file);
  const seconds = secondsOfInterval(value);
  if (seconds === undefined || seconds >= options.seconds('min') || !goesTo(model, line, 'others')) return;
  const least = String(options.valueOf('min'));
  report({
    location: { file: use.file, range: use.nameRange },
    message: `${quote(`${TIMEOUT} ${value}`)} waits less than ${least} for the answer to a message; receivers that look through a message at a busy hour need minutes, take it, and get it again because PowerMTA has hung up: recipients see duplicates${extentWords(extentOfLine(model, line))}`,
    fix: () =>
      fixFor(model, TIMEOUT, line, options.seconds('min') > (secondsOfInterval(USUAL) ?? 0) ? least : USUAL),
  });
}

function reportAssumed(line: DomainLine, { model, report }: RuleContext): void {
  const { use, value } = line;
  if (booleanOf(value) !== true || !goesTo(model, line, 'others', 'own-hosts')) return;
  report({
    location: { file: use.file, range: use.nameRange },
    message: `${quote(`${ASSUMED} ${value}`)} counts a message as delivered when the receiver has not answered at all; one that was down or was about to refuse it never had it, so the mail is lost and recorded as delivered; a duplicate now and then does less harm${extentWords(extentOfLine(model, line))}`,
    fix: () => fixFor(model, ASSUMED, line, 'no'),
  });
}

export const rule: Rule = {
  id: 'data-timeout-too-short',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'too little time for a receiver to answer a message, or its silence taken for a delivery',
  requires: [TIMEOUT, ASSUMED],
  options: {
    min: {
      type: 'interval',
      default: '5m',
      strictest: USUAL,
      summary: 'the shortest time to wait for the answer to a message',
    },
  },
  check(context) {
    const { model } = context;
    for (const line of domainLines(model, TIMEOUT)) reportShort(line, context);
    for (const line of domainLines(model, ASSUMED)) reportAssumed(line, context);
  },
};
