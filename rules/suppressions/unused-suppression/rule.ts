import { defineRule, listOf, nearest, quote, withoutSecrets } from '../../kit.ts';
import type { Range, RuleContext, RuleFinding } from '../../kit.ts';
import {
  COMMENT_FORMS,
  COMMENT_PREFIX,
  type CommentFault,
  type CommentForm,
  type DirectiveComment,
  type NamedRule,
} from '../../../src/engine/directive-comment.ts';
import { removeComment, removeRules } from './fix.ts';

const WORDS = COMMENT_FORMS.map((form) => COMMENT_PREFIX + form);

const WHERE: Readonly<Partial<Record<CommentForm, string>>> = {
  'disable-next-line': 'in the next line',
  'disable-line': 'in this line',
  disable: 'in the range that begins here',
  'disable-file': 'in this file',
};

interface RulesData {
  readonly rules: readonly string[];
}

const namesOf = (rules: readonly string[]): string => listOf(rules.map(quote));

const messages = {
  unknownWord: ({ word, nearest: near }: { word: string; nearest: string | null }) => ({
    message: `${quote(word)} says nothing to pmta-lint; ${near === null ? `there is ${namesOf(WORDS)}` : `did you mean ${quote(near)}?`}`,
  }),
  noRules: ({ word }: { word: string }) => ({
    message: `${quote(word)} names no rule, so it hides nothing; name what it is to hide, as in '${word} missing-backoff -- why'`,
  }),
  badDay: ({ until }: { until: string }) => ({
    message: `${quote(until)} is no day, so the comment hides nothing; write until=YYYY-MM-DD, the last day on which it is to hide`,
  }),
  badChoice: ({ word, advice }: { word: string; advice: string }) => ({
    message: `${quote(word)} changes nothing here: ${advice}`,
  }),
  overridden: ({ rules, byLine }: RulesData & { byLine: number }) => ({
    message: `the level of ${namesOf(rules)} is chosen again in line ${byLine}, so this comment changes nothing`,
  }),
  nothingToEnd: () => ({ message: `no 'pmta-lint-disable' is in force here, so the comment ends nothing` }),
  unknownRule: ({
    rules,
    nearest: near,
    isEnd,
    hasReason,
  }: RulesData & { nearest: string | null; isEnd: boolean; hasReason: boolean }) => {
    const hint = hasReason ? 'pmta-lint rules lists them' : `a reason stands behind ' -- '`;
    return {
      message: `there is no rule ${listOf(rules.map(quote), 8, 'or')}, so the comment ${isEnd ? 'ends' : 'hides'} nothing of it; ${near === null ? hint : `did you mean ${quote(near)}?`}`,
    };
  },
  protected: ({ rules, isChoice }: RulesData & { isChoice: boolean }) => ({
    message: `${namesOf(rules)} is about security, and no comment may ${isChoice ? 'play down' : 'hide'} that unless the settings allow it (allowSecurityComments); mend what it reports, or say it in the settings`,
  }),
  endsNothing: ({ rules }: RulesData) => ({
    message: `no 'pmta-lint-disable' for ${namesOf(rules)} is in force here, so the comment ends nothing`,
  }),
  onCommentLine: ({ rules, where }: RulesData & { where: string }) => ({
    message: `${namesOf(rules)} ${rules.length === 1 ? 'is' : 'are'} not reported ${where}, which holds nothing but the comment; 'pmta-lint-disable-next-line' is for the line below`,
  }),
  unused: ({ rules, where }: RulesData & { where: string }) => ({
    message: `${namesOf(rules)} ${rules.length === 1 ? 'is' : 'are'} not reported ${where}, so the comment hides nothing; left there, it would hide the next mistake unseen`,
  }),
};

type Reported = RuleFinding<typeof messages>;
type Message = Pick<Reported, 'messageId' | 'data'>;

const textsOf = (rules: readonly NamedRule[]): string[] => rules.map(({ name }) => name.text);

/** What the user wrote, without the secret that a comment after a password may be part of. */
function asWritten({ file }: DirectiveComment, range: Range): string {
  return withoutSecrets(file, range);
}

function messageOfFault(fault: CommentFault, directive: DirectiveComment): Message {
  const { file, comment, rules } = directive;
  const word = comment.word.text;
  switch (fault.kind) {
    case 'unknown-word': {
      const near = nearest(word, WORDS) ?? null;
      return { messageId: 'unknownWord', data: { word: asWritten(directive, comment.word), nearest: near } };
    }
    case 'no-rules':
      return { messageId: 'noRules', data: { word } };
    case 'bad-day':
      return { messageId: 'badDay', data: { until: asWritten(directive, comment.until ?? comment) } };
    case 'bad-choice': {
      const isSecret = asWritten(directive, comment) !== file.slice(comment);
      const advice = isSecret ? 'give RULE=LEVEL and options of that rule' : fault.advice;
      return { messageId: 'badChoice', data: { word, advice } };
    }
    case 'overridden':
      return { messageId: 'overridden', data: { rules: textsOf(rules), byLine: fault.byLine } };
    case 'nothing-to-end':
      return { messageId: 'nothingToEnd' };
  }
}

function messageOfUnused(unused: readonly NamedRule[], { comment, line }: DirectiveComment): Message {
  const rules = textsOf(unused);
  if (comment.form === 'enable') return { messageId: 'endsNothing', data: { rules } };
  const where = WHERE[comment.form ?? 'disable-line'] ?? '';
  const isLost = comment.form === 'disable-line' && line.kind === 'comment';
  return { messageId: isLost ? 'onCommentLine' : 'unused', data: { rules, where } };
}

function checkComment(directive: DirectiveComment, report: RuleContext<typeof messages>['report']): void {
  const { file, comment, fault, rules, isOver } = directive;
  const reportAt = ({ start, end }: Range, message: Message, fix: Reported['fix'] = null): void =>
    report({ location: { file, range: { start, end } }, ...message, fix } as Reported);
  if (fault !== null) {
    const isRemovable = fault.kind === 'overridden' || fault.kind === 'nothing-to-end';
    reportAt(
      fault.kind === 'bad-day' && comment.until !== null ? comment.until : comment.word,
      messageOfFault(fault, directive),
      isRemovable ? () => removeComment(directive) : null,
    );
    return;
  }
  const withStatus = (status: NamedRule['status']): NamedRule[] =>
    rules.filter((rule) => rule.status === status);
  const unknown = withStatus('unknown');
  if (unknown[0] !== undefined) {
    reportAt(unknown[0].name, {
      messageId: 'unknownRule',
      data: {
        rules: unknown.map(({ name }) => asWritten(directive, name)),
        nearest: unknown.find((rule) => rule.nearest !== undefined)?.nearest ?? null,
        isEnd: comment.form === 'enable',
        hasReason: comment.reason !== '',
      },
    });
  }
  const shielded = withStatus('protected');
  if (shielded[0] !== undefined) {
    const data = { rules: textsOf(shielded), isChoice: comment.form === 'rule' };
    reportAt(shielded[0].name, { messageId: 'protected', data });
  }
  const unused = withStatus('unused');
  // The intention of a comment with a typo is unknown; one whose day is over belongs to expired-suppression.
  if (unused[0] !== undefined && !isOver && unknown.length === 0)
    reportAt(unused[0].name, messageOfUnused(unused, directive), () => removeRules(unused, directive));
}

export const rule = defineRule({
  id: 'unused-suppression',
  category: 'suppressions',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['neutral'],
  summary: 'a comment to pmta-lint that silences nothing, or says what pmta-lint does not know',
  runs: 'last',
  messages,
  check({ comments, report }) {
    for (const directive of comments) checkComment(directive, report);
  },
});
