import { listOf, quote, type Rule, type RuleFinding } from '../../kit.ts';
import type { CommentForm } from '../../../src/engine/directive-comment.ts';
import type { DirectiveComment, NamedRule } from '../../../src/engine/directive-comment.ts';
import { asWritten, findingFor } from './faults.ts';
import { removalOf } from './removal.ts';

const WHERE: Readonly<Partial<Record<CommentForm, string>>> = {
  'disable-next-line': 'in the next line',
  'disable-line': 'in this line',
  disable: 'in the range that begins here',
  'disable-file': 'in this file',
};

function namesOf(rules: readonly NamedRule[]): string {
  return listOf(rules.map(({ name }) => quote(name.text)));
}

function idleMessage(idle: readonly NamedRule[], { comment, line }: DirectiveComment): string {
  const names = namesOf(idle);
  if (comment.form === 'enable')
    return `no 'pmta-lint-disable' for ${names} is in force here, so the comment ends nothing`;
  const where = WHERE[comment.form ?? 'disable-line'] ?? '';
  const found = `${names} ${idle.length === 1 ? 'is' : 'are'} not reported ${where}`;
  if (comment.form === 'disable-line' && line.kind === 'comment')
    return `${found}, which holds nothing but the comment; 'pmta-lint-disable-next-line' is for the line below`;
  return `${found}, so the comment hides nothing; left there, it would hide the next mistake unseen`;
}

function unknownMessage(unknown: readonly NamedRule[], judged: DirectiveComment): string {
  const { comment } = judged;
  const names = listOf(
    unknown.map(({ name }) => asWritten(judged, name)),
    8,
    'or',
  );
  const near = unknown.find((rule) => rule.nearest !== undefined)?.nearest;
  const hint =
    near !== undefined
      ? `did you mean ${quote(near)}?`
      : comment.reason === ''
        ? `a reason stands behind ' -- '`
        : 'README.md lists the rules';
  return `there is no rule ${names}, so the comment ${comment.form === 'enable' ? 'ends' : 'hides'} nothing of it; ${hint}`;
}

function protectedMessage(rules: readonly NamedRule[], { comment }: DirectiveComment): string {
  const what = comment.form === 'rule' ? 'play down' : 'hide';
  return `${namesOf(rules)} is about security, and no comment may ${what} that unless the settings allow it (allowSecurityComments); mend what it reports, or say it in the settings`;
}

function check(judged: DirectiveComment, report: (finding: RuleFinding) => void): void {
  const { file, fault, rules, isOver } = judged;
  if (fault !== null) {
    report(findingFor(fault, judged));
    return;
  }
  const inState = (state: NamedRule['status']): NamedRule[] => rules.filter((rule) => rule.status === state);
  const say = (about: readonly NamedRule[], message: typeof idleMessage, fix: RuleFinding['fix']): void => {
    const [first] = about;
    if (first === undefined) return;
    const { start, end } = first.name;
    report({ location: { file, range: { start, end } }, message: message(about, judged), fix: fix ?? null });
  };
  const unknown = inState('unknown');
  say(unknown, unknownMessage, null);
  say(inState('protected'), protectedMessage, null);
  const idle = inState('unused');
  // What is meant by a comment with a slip of the pen is not known; one whose day is over is another rule's.
  if (!isOver && unknown.length === 0) say(idle, idleMessage, () => removalOf(idle, judged));
}

export const rule: Rule = {
  id: 'unused-suppression',
  category: 'suppressions',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'a comment to pmta-lint that silences nothing, or says what pmta-lint does not know',
  runs: 'last',
  check({ comments, report }) {
    for (const judged of comments) check(judged, report);
  },
};
