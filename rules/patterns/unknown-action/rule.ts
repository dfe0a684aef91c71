import {
  type DirectiveUse,
  isToBeFilledIn,
  nearest,
  type OtherUse,
  placementAt,
  quote,
  type Rule,
  type RuleContext,
  type RuleFix,
  unquote,
} from '../../kit.ts';
import { predefinedCategories } from '../../../src/catalog/sections.ts';
import { actionsIn } from '../../../src/catalog/values/actions.ts';
import { actionsOf, conflictsIn, isRule, type ActionUse } from '../../../src/model/lists/actions.ts';
import { faultOf } from './faults.ts';

/** Writes what was meant, unless the rule then has actions that contradict each other. */
function replacing(use: DirectiveUse, action: ActionUse, meant: string): RuleFix | null {
  const { range } = action;
  if (range === null || use.file.slice(range) !== action.text) return null;
  const actions = actionsOf(use);
  const after = actions.flatMap((other) => {
    const text = other.range?.start === range.start ? meant : other.text;
    return actionsIn({ text, start: 0, end: text.length });
  });
  if (conflictsIn(after).length > conflictsIn(actions).length) return null;
  return {
    safety: 'unsafe',
    title: `write ${quote(meant)}`,
    edits: [{ file: use.file, range, text: meant }],
  };
}

function checkRule(use: DirectiveUse, { report, settings }: RuleContext): void {
  for (const action of actionsOf(use)) {
    if (isToBeFilledIn(action.text)) continue;
    const fault = faultOf(action.text, use.section.scope);
    if (fault === null) continue;
    const { what, meant, isMild } = fault;
    const mayBeNew = settings.version === '6.0' && meant === null;
    const isUnsure = isMild === true || mayBeNew;
    report({
      location: { file: use.file, range: action.range ?? use.nameRange },
      severity: isUnsure ? 'warning' : 'error',
      message: [
        what,
        ...(meant === null ? [] : [`${quote(meant)} was probably meant`]),
        isUnsure ? 'PowerMTA may refuse to load the file' : 'PowerMTA refuses to load the file',
      ].join('; '),
      fix: meant === null ? null : () => replacing(use, action, meant),
    });
  }
}

/** A bounce category that is most likely a slip: any word is legal, and becomes a category of its own. */
function checkCategory({ file, line }: OtherUse, { report }: RuleContext): void {
  if (line.kind !== 'pattern' || line.problem !== null || line.value === null) return;
  const written = file.slice(line.value);
  const category = unquote(written);
  const near = nearest(category, predefinedCategories());
  if (near === undefined || near === category || isToBeFilledIn(category)) return;
  const isCase = near === category.toLowerCase();
  report({
    location: { file, range: line.value },
    severity: isCase ? 'info' : 'warning',
    message: `${quote(category)} is none of the bounce categories that PowerMTA knows; ${quote(near)} was probably meant; these bounces are counted under a name of their own, which reports and list cleaning by ${quote(near)} miss`,
    fix: {
      safety: 'unsafe',
      title: `write ${quote(near)}`,
      edits: [{ file, range: line.value, text: written.startsWith('"') ? `"${near}"` : near }],
    },
  });
}

export const rule: Rule = {
  id: 'unknown-action',
  category: 'patterns',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'an action that rules of the list do not have, or a bounce category with a slip in it',
  check(context) {
    const { model } = context;
    for (const use of model.directives) {
      if (isRule(use) && placementAt(model, use.section, use.file, use.line.start) !== 'foreign')
        checkRule(use, context);
    }
    for (const section of [model.root, ...model.sections]) {
      if (section.scope !== 'bounce-category-patterns') continue;
      for (const other of section.others) {
        if (placementAt(model, section, other.file, other.line.start) !== 'foreign')
          checkCategory(other, context);
      }
    }
  },
};
