import { replaceValue } from '../../../src/edits/writing.ts';
import { quote } from '../../../src/engine/message.ts';
import type { RuleFix, Rule } from '../../../src/engine/rule.ts';
import type { DirectiveUse } from '../../../src/model/source/content.ts';

function fixFor(use: DirectiveUse): RuleFix | null {
  // A value that goes on in the next line is not to be cut.
  if (use.continuation.length > 0) return null;
  return {
    safety: 'safe',
    title: 'TODO: in the imperative, without a full stop',
    edits: [replaceValue(use, 'TODO')],
  };
}

export const rule: Rule = {
  id: 'rule-id',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'TODO: what it flags, in one line for tables, without a full stop',
  check({ model, report }) {
    // TODO: ask the model; src/model/model.ts says what it answers.
    for (const use of model.named('directive-name')) {
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(use.name)} TODO: what is there, what is wise or legal, what it does to mail`,
        fix: () => fixFor(use),
      });
    }
  },
};
