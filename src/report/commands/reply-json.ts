import { withoutCredentials } from '../../catalog/credentials.ts';
import type { ReplyAnswer } from '../../replies/answer.ts';
import { actionText, type ReadRule } from '../../replies/list-answer.ts';
import { jsonText } from '../json-text.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace } from '../places.ts';
import { additionsOf, standingOf, tallyOf, type FileCoverage } from './reply-coverage.ts';
import type { PrintedQueue } from './effective.ts';
import { adviceOf, meaningText, providerName } from './reply-words.ts';
import type { PatternMatch, ReplyDecision, ReplyReport } from '../shapes.ts';

const FORMAT_VERSION = 1;

/** Queues that are named for a kind of replies. */
const MOST_QUEUES = 20;

export interface AnsweredReply extends PrintedQueue {
  readonly answer: ReplyAnswer;
}

/** `unknown` where the code is missing, or no list gives a category; null for a reply that does not bounce. */
function bounceCategory({ outcome, category }: ReplyAnswer): string | null {
  if (outcome.kind === 'unknown') return 'unknown';
  return category === null ? null : category.kind === 'known' ? category.category : 'unknown';
}

function replyDecision(answer: ReplyAnswer, shown: PathWriter): ReplyDecision {
  const { matches, undecided, actions, mode, meaning, addition } = answer;
  const advice = adviceOf(answer, shown);
  const lineOf = ({ use, pattern, actions: all }: ReadRule): Omit<PatternMatch, 'decides'> => ({
    ...linePlace(use, shown),
    pattern,
    actions: all.map(actionText),
  });
  return {
    matches: matches.map(({ rule, applied }) => ({ ...lineOf(rule), decides: applied.length > 0 })),
    ...(undecided.length > 0 && {
      undecided: undecided.map(({ rule, reason }) => ({ ...lineOf(rule), reason })),
    }),
    actions: actions.map(actionText),
    mode,
    bounceCategory: bounceCategory(answer),
    ...(meaning && {
      meaning: {
        reply: meaning.reply.id,
        provider: providerName(meaning),
        kind: meaning.reply.meaning,
        remedy: meaning.reply.remedy,
        text: meaningText(meaning),
      },
    }),
    ...(answer.sameCodes.length === 0
      ? {}
      : {
          sameCodes: answer.sameCodes.map(({ id, meaning: kind, remedy, example }) => ({
            ...{ reply: id, kind, remedy, example },
          })),
        }),
    ...(advice.length === 0 ? {} : { advice }),
    ...(addition?.kind === 'rule' ? { add: addition.line } : {}),
  };
}

export function replyReport({ answer, domain, vmta, complete, shown }: AnsweredReply): ReplyReport {
  return {
    version: FORMAT_VERSION,
    domain,
    vmta,
    queue: withoutCredentials(answer.queue.name),
    ...(complete ? {} : { complete }),
    list: answer.list?.name ?? null,
    ...replyDecision(answer, shown),
  };
}

/** What becomes of a reply as JSON, version 1: two spaces of indent, valid UTF-8, a newline at the end. */
export function replyJson(reply: AnsweredReply): string {
  return jsonText(replyReport(reply));
}

/** What becomes of the replies in a file as JSON, version 1. */
export function coverageJson({ file, kind, leftOut, coverage, shown }: FileCoverage): string {
  const { count, beyond, queues, unknownVmtas, groups } = coverage;
  const complete = coverage.model.knows('includes');
  const { accepted, otherRecords, withoutReply, misshapen } = leftOut;
  return jsonText({
    version: FORMAT_VERSION,
    file,
    kind,
    ...(complete ? {} : { complete }),
    replies: count,
    notToldApart: beyond,
    queues,
    leftOut: { accepted, otherRecords, withoutReply, misshapen },
    unknownVmtas,
    tally: tallyOf(groups),
    groups: groups.map((group) => ({
      count: group.count,
      reply: group.shape,
      example: group.answer.reply.text,
      queues: [...group.queues].slice(0, MOST_QUEUES),
      queueCount: group.queues.size,
      list: group.answer.list?.name ?? null,
      standing: standingOf(group.answer),
      ...replyDecision(group.answer, shown),
    })),
    additions: additionsOf(groups),
  });
}
