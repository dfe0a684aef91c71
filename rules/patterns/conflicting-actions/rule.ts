import {
  type DirectiveUse,
  isToBeFilledIn,
  placementAt,
  quote,
  type Rule,
  type RuleContext,
} from '../../kit.ts';
import { patternActions } from '../../../src/catalog/sections.ts';
import {
  actionNames,
  actionsOf,
  conflictsIn,
  isRule,
  type ActionConflict,
  type ActionUse,
} from '../../../src/model/lists/actions.ts';

const REFUSED = 'PowerMTA refuses to load the file';

/** What the guide says to be refused when it stands twice; for others that is likely. */
function isSingle(name: string): boolean {
  return patternActions().some((action) => action.name === name && action.requires !== undefined);
}

function messageFor(conflict: ActionConflict<ActionUse>, actions: readonly ActionUse[]): string {
  const { kind, action, earlier, leader } = conflict;
  const text = quote(action.text);
  if (earlier === null) {
    const comesLater = actions.some((other) => other.text.toLowerCase() === leader);
    return comesLater
      ? `${text} stands before the ${quote(leader ?? '')} that it belongs to; write it behind; ${REFUSED}`
      : `${text} belongs to ${quote(leader ?? '')}, which does not stand before it in this rule; ${REFUSED}`;
  }
  if (kind === 'opposed')
    return `${text} contradicts ${quote(earlier.text)} in the same rule; keep the one that is meant; ${REFUSED}`;
  const consequence = isSingle(action.name) ? REFUSED : 'PowerMTA may refuse to load the file';
  return `${quote(action.name)} stands twice in the same rule; keep the one that is meant; ${consequence}`;
}

function checkRule(use: DirectiveUse, { report }: RuleContext): void {
  const actions = actionsOf(use);
  if (actions.length === 0 || actions.some(({ text }) => isToBeFilledIn(text))) return;
  const isReply = use.section.scope === 'smtp-pattern-list';
  const names = actionNames(use.section.scope);
  const known = actions.filter(({ name }) => names.has(name));
  for (const conflict of conflictsIn(known)) {
    const { kind, action, earlier } = conflict;
    // A slip in the name of the action that it belongs to is another rule's, and what follows from it too.
    if (kind === 'without leader' && known.length < actions.length) continue;
    report({
      location: { file: use.file, range: action.range ?? use.nameRange },
      severity: isReply ? 'error' : 'warning',
      message: messageFor(conflict, actions),
      related:
        earlier?.range == null
          ? []
          : [{ file: use.file, range: earlier.range, message: 'the earlier action of the rule' }],
    });
  }
}

export const rule: Rule = {
  id: 'conflicting-actions',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'actions of one rule that exclude each other, stand twice, or lack the one they belong to',
  check(context) {
    const { model } = context;
    for (const use of model.directives) {
      if (isRule(use) && placementAt(model, use.section, use.file, use.line.start) !== 'foreign')
        checkRule(use, context);
    }
  },
};
