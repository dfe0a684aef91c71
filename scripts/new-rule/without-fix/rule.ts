import { quote } from '../../../src/engine/message.ts';
import type { Rule } from '../../../src/engine/rule.ts';

export const rule: Rule = {
  id: 'rule-id',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'TODO: what it flags, in one line for tables, without a full stop',
  check({ model, report }) {
    // TODO: ask the model; src/model/model.ts says what it answers.
    for (const use of model.named('directive-name')) {
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(use.name)} TODO: what is there, what is wise or legal, what it does to mail`,
      });
    }
  },
};
