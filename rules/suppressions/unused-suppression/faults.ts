import { listOf, nearest, quote, type Range, type RuleFinding, withoutSecrets } from '../../kit.ts';
import { COMMENT_FORMS, COMMENT_PREFIX } from '../../../src/engine/directive-comment.ts';
import type { CommentFault, DirectiveComment } from '../../../src/engine/directive-comment.ts';
import { removal } from './removal.ts';

const WORDS = COMMENT_FORMS.map((form) => COMMENT_PREFIX + form);

/** What the user wrote, for a message: a comment behind a secret may be a part of it. */
export function asWritten({ file }: DirectiveComment, range: Range): string {
  return quote(withoutSecrets(file, range));
}

function unknownWord(judged: DirectiveComment): string {
  const { word } = judged.comment;
  const near = nearest(word.text, WORDS, { within: 3 });
  const hint = near === undefined ? `there is ${listOf(WORDS.map(quote))}` : `did you mean ${quote(near)}?`;
  return `${asWritten(judged, word)} says nothing to pmta-lint; ${hint}`;
}

function messageFor(fault: CommentFault, judged: DirectiveComment): string {
  const { file, comment, rules } = judged;
  const word = quote(comment.word.text);
  switch (fault.kind) {
    case 'unknown-word':
      return unknownWord(judged);
    case 'no-rules':
      return `${word} names no rule, so it hides nothing; name what it is to hide, as in '${comment.word.text} missing-backoff -- why'`;
    case 'bad-day':
      return `${asWritten(judged, comment.until ?? comment)} is no day, so the comment hides nothing; write until=YYYY-MM-DD, the last day on which it is to hide`;
    case 'bad-choice': {
      const isSecret = withoutSecrets(file, comment) !== file.slice(comment);
      const advice = isSecret ? 'give RULE=LEVEL and options of that rule' : fault.advice;
      return `${word} changes nothing here: ${advice}`;
    }
    case 'overridden':
      return `the level of ${listOf(rules.map(({ name }) => quote(name.text)))} is chosen again in line ${fault.byLine}, so this comment changes nothing`;
    case 'nothing-to-end':
      return `no 'pmta-lint-disable' is in force here, so the comment ends nothing`;
  }
}

/** The finding about a comment that directs nothing as it is written. */
export function findingFor(fault: CommentFault, judged: DirectiveComment): RuleFinding {
  const { file, comment } = judged;
  const range = fault.kind === 'bad-day' && comment.until !== null ? comment.until : comment.word;
  const { start, end } = range;
  const mayGo = fault.kind === 'overridden' || fault.kind === 'nothing-to-end';
  return {
    location: { file, range: { start, end } },
    message: messageFor(fault, judged),
    fix: mayGo ? () => removal(judged) : null,
  };
}
