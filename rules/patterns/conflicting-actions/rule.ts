import { defineRule, hasPlaceholder, quote } from '../../kit.ts';
import { patternActions } from '../../../src/catalog/sections.ts';
import { actionNames, actionsOf, conflictsIn } from '../../../src/model/lists/actions.ts';
import { actionRules } from '../_shared/written-patterns.ts';

const REFUSED = 'PowerMTA refuses to load the file';

type LeaderData = Readonly<Record<'subject' | 'action' | 'leader', string>>;

/** Whether the guide says that PowerMTA refuses a second one; for others that is likely. */
function isSingle(name: string) {
  return patternActions().some((action) => action.name === name && action.requires !== undefined);
}

export const rule = defineRule({
  id: 'conflicting-actions',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'actions of one rule that exclude each other, stand twice, or lack the one they belong to',
  messages: {
    leaderLater: ({ action, leader }: LeaderData) => ({
      message: `${quote(action)} stands before the ${quote(leader)} that it belongs to; write it behind; ${REFUSED}`,
    }),
    leaderMissing: ({ action, leader }: LeaderData) => ({
      message: `${quote(action)} belongs to ${quote(leader)}, which does not stand before it in this rule; ${REFUSED}`,
    }),
    opposed: ({ action, earlier }: { subject: string; action: string; earlier: string }) => ({
      message: `${quote(action)} contradicts ${quote(earlier)} in the same rule; keep the one that is meant; ${REFUSED}`,
    }),
    repeated: ({ subject }: { subject: string }) => ({
      message: `${quote(subject)} stands twice in the same rule; keep the one that is meant; ${isSingle(subject) ? REFUSED : 'PowerMTA may refuse to load the file'}`,
    }),
  },
  check({ model, report }) {
    for (const use of actionRules(model)) {
      const { file, section } = use;
      const actions = actionsOf(use);
      if (actions.some(({ text }) => hasPlaceholder(text))) continue;
      const names = actionNames(section.scope);
      const known = actions.filter(({ name }) => names.has(name));
      for (const { kind, action, earlier, leader } of conflictsIn(known)) {
        const shared = {
          location: { file, range: action.range ?? use.nameRange },
          severity: section.scope === 'smtp-pattern-list' ? 'error' : 'warning',
          related: earlier?.range
            ? [{ file, range: earlier.range, message: 'the earlier action of the rule' }]
            : [],
        } as const;
        const { name: subject, text } = action;
        if (earlier === null) {
          // An unknown action may be a typo in the name of the one that is missing.
          if (known.length < actions.length) continue;
          const comesLater = actions.some((other) => other.text.toLowerCase() === leader);
          const messageId = comesLater ? 'leaderLater' : 'leaderMissing';
          report({ ...shared, messageId, data: { subject, action: text, leader: leader ?? '' } });
        } else if (kind === 'opposed') {
          const data = { subject, action: text, earlier: earlier.text };
          report({ ...shared, messageId: 'opposed', data });
        } else report({ ...shared, messageId: 'repeated', data: { subject } });
      }
    }
  },
});
