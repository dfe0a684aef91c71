import { jsonText } from '../json-text.ts';
import type { ShownDecision, ShownReply } from './reply.ts';
import { additionsOf, standingOf, tallyOf, type ShownCoverage } from './reply-coverage.ts';
import { adviceOf, meaningText } from './reply-words.ts';
import type { ReplyDecision, ReplyReport } from '../shapes.ts';

const FORMAT_VERSION = 1;

/** What decides about a reply, as it stands in JSON. */
function replyDecision(decision: ShownDecision): ReplyDecision {
  const { matches, undecided, actions, mode, category, meaning, addition } = decision;
  const advice = adviceOf(decision);
  return {
    matches: matches.map(({ path, start, pattern, actions: all, decides }) => ({
      path,
      start,
      pattern,
      actions: all,
      decides,
    })),
    ...(undecided.length === 0
      ? {}
      : {
          undecided: undecided.map(({ path, start, pattern, actions: all, reason }) => ({
            path,
            start,
            pattern,
            actions: all,
            reason,
          })),
        }),
    actions,
    mode,
    bounceCategory: bounceCategory(decision, category),
    ...(meaning === null
      ? {}
      : {
          meaning: {
            reply: meaning.reply,
            provider: meaning.provider,
            kind: meaning.kind,
            remedy: meaning.remedy,
            text: meaningText(meaning),
          },
        }),
    ...(advice.length === 0 ? {} : { advice }),
    ...(addition?.kind === 'rule' ? { add: addition.line } : {}),
  };
}

/** Null for a reply that does not bounce; `unknown` where no list, or none that could be asked, gives a category. */
function bounceCategory({ outcome }: ShownDecision, category: ShownDecision['category']): string | null {
  if (outcome.kind === 'unknown') return 'unknown';
  return category === null ? null : (category.name ?? 'unknown');
}

/** What becomes of a reply as the format has it. */
export function replyReport(shown: ShownReply): ReplyReport {
  const { domain, vmta, queue, list, complete } = shown;
  return {
    version: FORMAT_VERSION,
    domain,
    vmta,
    queue,
    ...(complete ? {} : { complete }),
    list: list.name,
    ...replyDecision(shown),
  };
}

/** What becomes of a reply as JSON, version 1: two spaces of indent, valid UTF-8, a newline at the end. */
export function replyJson(shown: ShownReply): string {
  return jsonText(replyReport(shown));
}

/** What becomes of the replies in a file as JSON, version 1. */
export function coverageJson(shown: ShownCoverage): string {
  const { file, kind, complete, replies, notToldApart, queues, leftOut, unknownVmtas, groups } = shown;
  return jsonText({
    version: FORMAT_VERSION,
    file,
    kind,
    ...(complete ? {} : { complete }),
    replies,
    notToldApart,
    queues,
    leftOut: {
      accepted: leftOut.accepted,
      otherRecords: leftOut.otherRecords,
      withoutReply: leftOut.withoutReply,
      misshapen: leftOut.misshapen,
    },
    unknownVmtas,
    tally: tallyOf(groups),
    groups: groups.map((group) => ({
      count: group.count,
      reply: group.shape,
      example: group.example,
      queues: group.queues,
      queueCount: group.queueCount,
      list: group.list,
      standing: standingOf(group),
      ...replyDecision(group),
    })),
    additions: additionsOf(groups),
  });
}
