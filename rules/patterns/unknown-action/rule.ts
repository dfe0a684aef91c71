import { defineRule, hasPlaceholder, listOf, nearest, placementAt, quote, unquote } from '../../kit.ts';
import type { DirectiveUse, Location, RuleFix } from '../../kit.ts';
import { predefinedCategories } from '../../../src/catalog/sections.ts';
import { actionsIn } from '../../../src/catalog/values/actions.ts';
import { actionsOf, conflictsIn, type ActionUse } from '../../../src/model/lists/actions.ts';
import { actionRules } from '../_shared/written-patterns.ts';
import { type Fault, faultOf } from './analysis.ts';

interface ActionData extends Omit<Fault, 'kind'> {
  readonly subject: string;
  readonly list: string;
  readonly isRefused: boolean;
}

function writing(location: Location, meant: string, text = meant): RuleFix {
  return { effect: 'unsafe', title: `write ${quote(meant)}`, edits: [{ ...location, text }] };
}

/** Writes what was meant, unless the rule then has actions that contradict each other. */
function replacing(use: DirectiveUse, { range, text: written }: ActionUse, meant: string) {
  const { file } = use;
  if (range === null || file.slice(range) !== written) return null;
  const actions = actionsOf(use);
  const after = actions.flatMap((other) => {
    const text = other.range?.start === range.start ? meant : other.text;
    return actionsIn({ text, start: 0, end: text.length });
  });
  if (conflictsIn(after).length > conflictsIn(actions).length) return null;
  return writing({ file, range }, meant);
}

/** The message for an action with a fault. */
function actionThat(faultIn: (data: ActionData) => string) {
  return (data: ActionData) => {
    const suggestion = data.meant === null ? '' : `; ${quote(data.meant)} was probably meant`;
    const verb = data.isRefused ? 'refuses' : 'may refuse';
    return {
      message: `${quote(data.action)} ${faultIn(data)}${suggestion}; PowerMTA ${verb} to load the file`,
    };
  };
}

export const rule = defineRule({
  id: 'unknown-action',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'an action that rules of the list do not have, or a bounce category with a slip in it',
  messages: {
    unknown: actionThat(({ list, legal, meant }) => {
      const name = list === 'pattern-list' ? 'a pattern-list' : 'an smtp-pattern-list';
      return `is no action of ${name}${meant === null ? `; legal are ${listOf(legal, 12, 'or')}` : ''}`;
    }),
    unwantedValue: actionThat(() => 'takes no value'),
    missingValue: actionThat(({ legal }) => `needs a value: ${legal.join(' or ')}`),
    unknownValue: actionThat(
      ({ legal, value }) => `knows ${legal.map(quote).join(' and ')} only, not ${quote(value ?? '')}`,
    ),
    otherSign: actionThat(({ legal }) => `is written with '${legal.join('')}' before its value`),
    missingCommas: actionThat(() => 'needs commas between its actions'),
    category: ({ category, meant }: { category: string; meant: string }) => ({
      message: `${quote(category)} is none of the bounce categories that PowerMTA knows; ${quote(meant)} was probably meant; these bounces are counted under a name of their own, which reports and list cleaning by ${quote(meant)} miss`,
    }),
  },
  check({ model, report, settings }) {
    for (const use of actionRules(model)) {
      const { file, section } = use;
      for (const action of actionsOf(use)) {
        const fault = hasPlaceholder(action.text) ? null : faultOf(action.text, section.scope);
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
    for (const section of model.allSections) {
      if (section.scope !== 'bounce-category-patterns') continue;
      for (const { file, line } of section.others) {
        if (line.kind !== 'pattern' || line.problem !== null || line.value === null) continue;
        if (placementAt(model, section, file, line.start) === 'foreign') continue;
        const written = file.slice(line.value);
        const category = unquote(written);
        const meant = nearest(category, predefinedCategories());
        if (meant === undefined || meant === category || hasPlaceholder(category)) continue;
        const text = written.startsWith('"') ? `"${meant}"` : meant;
        report({
          location: { file, range: line.value },
          severity: meant === category.toLowerCase() ? 'info' : 'warning',
          messageId: 'category',
          data: { category, meant },
          fix: writing({ file, range: line.value }, meant, text),
        });
      }
    }
  },
});
