import {
  defineRule,
  type DirectiveUse,
  isToBeFilledIn,
  listOf,
  nearest,
  placementAt,
  quote,
  type RuleFix,
  unquote,
} from '../../kit.ts';
import { predefinedCategories } from '../../../src/catalog/sections.ts';
import { actionsIn } from '../../../src/catalog/values/actions.ts';
import { actionsOf, conflictsIn, isRule, type ActionUse } from '../../../src/model/lists/actions.ts';
import { type Fault, faultOf } from './analysis.ts';

interface ActionData extends Omit<Fault, 'kind'> {
  readonly subject: string;
  readonly list: string;
  readonly isRefused: boolean;
}

/** Writes what was meant, unless the rule then has actions that contradict each other. */
function replacing(use: DirectiveUse, action: ActionUse, meant: string): RuleFix | null {
  const { file } = use;
  const { range } = action;
  if (range === null || file.slice(range) !== action.text) return null;
  const actions = actionsOf(use);
  const after = actions.flatMap((other) => {
    const text = other.range?.start === range.start ? meant : other.text;
    return actionsIn({ text, start: 0, end: text.length });
  });
  if (conflictsIn(after).length > conflictsIn(actions).length) return null;
  return { safety: 'unsafe', title: `write ${quote(meant)}`, edits: [{ file, range, text: meant }] };
}

function messageOf({ meant, isRefused }: ActionData, fault: string): { message: string } {
  const suggestion = meant === null ? '' : `; ${quote(meant)} was probably meant`;
  const verb = isRefused ? 'refuses' : 'may refuse';
  return { message: `${fault}${suggestion}; PowerMTA ${verb} to load the file` };
}

export const rule = defineRule({
  id: 'unknown-action',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'an action that rules of the list do not have, or a bounce category with a slip in it',
  messages: {
    unknown: (data: ActionData) => {
      const list = data.list === 'pattern-list' ? 'a pattern-list' : 'an smtp-pattern-list';
      const legal = data.meant === null ? `; legal are ${listOf(data.legal, 12, 'or')}` : '';
      return messageOf(data, `${quote(data.action)} is no action of ${list}${legal}`);
    },
    unwantedValue: (data: ActionData) => messageOf(data, `${quote(data.action)} takes no value`),
    missingValue: (data: ActionData) =>
      messageOf(data, `${quote(data.action)} needs a value: ${data.legal.join(' or ')}`),
    unknownValue: (data: ActionData) =>
      messageOf(
        data,
        `${quote(data.action)} knows ${data.legal.map(quote).join(' and ')} only, not ${quote(data.value ?? '')}`,
      ),
    otherSign: (data: ActionData) =>
      messageOf(data, `${quote(data.action)} is written with '${data.legal.join('')}' before its value`),
    missingCommas: (data: ActionData) =>
      messageOf(data, `${quote(data.action)} needs commas between its actions`),
    category: ({ category, meant }: { category: string; meant: string }) => ({
      message: `${quote(category)} is none of the bounce categories that PowerMTA knows; ${quote(meant)} was probably meant; these bounces are counted under a name of their own, which reports and list cleaning by ${quote(meant)} miss`,
    }),
  },
  check({ model, report, settings }) {
    for (const use of model.directives) {
      const { file, section } = use;
      if (!isRule(use) || placementAt(model, section, file, use.line.start) === 'foreign') continue;
      for (const action of actionsOf(use)) {
        const fault = isToBeFilledIn(action.text) ? null : faultOf(action.text, section.scope);
        if (fault === null) continue;
        const { kind, ...facts } = fault;
        const { meant } = fault;
        const isRefused = kind !== 'otherSign' && (settings.version !== '6.0' || meant !== null);
        report({
          location: { file, range: action.range ?? use.nameRange },
          severity: isRefused ? 'error' : 'warning',
          messageId: kind,
          data: { subject: action.text, list: section.scope, ...facts, isRefused },
          fix: meant === null ? null : () => replacing(use, action, meant),
        });
      }
    }
    for (const section of [model.root, ...model.sections]) {
      if (section.scope !== 'bounce-category-patterns') continue;
      for (const { file, line } of section.others) {
        if (line.kind !== 'pattern' || line.problem !== null || line.value === null) continue;
        if (placementAt(model, section, file, line.start) === 'foreign') continue;
        const written = file.slice(line.value);
        const category = unquote(written);
        const meant = nearest(category, predefinedCategories());
        if (meant === undefined || meant === category || isToBeFilledIn(category)) continue;
        const text = written.startsWith('"') ? `"${meant}"` : meant;
        report({
          location: { file, range: line.value },
          severity: meant === category.toLowerCase() ? 'info' : 'warning',
          messageId: 'category',
          data: { category, meant },
          fix: {
            safety: 'unsafe',
            title: `write ${quote(meant)}`,
            edits: [{ file, range: line.value, text }],
          },
        });
      }
    }
  },
});
