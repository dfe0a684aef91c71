import { hasPlaceholder, quote, type Rule, type RuleContext, type RuleFix, SectionUse } from '../../kit.ts';
import { expandedTexts, type ExpandedText } from '../_shared/expanded-texts.ts';
import { fixFor, MacroRepair } from './fix.ts';
import { JointFinder, type Joint } from './joints.ts';

/** What happens where a name reaches nothing. */
function lossOf({ of }: ExpandedText): string {
  return of instanceof SectionUse
    ? 'the limits of this block do not reach the mail that is meant'
    : 'this line does not reach the mail that is meant';
}

function advice({ kind, macro }: Joint): string {
  return kind === 'no-dot-before'
    ? `write the dot either before ${quote(`$${macro}`)} or at the beginning of its items`
    : `write the dot either beside ${quote(`$${macro}`)} or in its items`;
}

function faultOf({ kind, macro, items, of }: Joint): string {
  const what = `item ${quote(items[0] ?? '')} of the macro ${quote(macro)}`;
  const which = items.length === of ? `the ${what}` : `the ${what} (${items.length} of ${of} are alike)`;
  switch (kind) {
    case 'two-dots-before':
      return `${which} begins with a dot of its own, which leaves an empty part in the name`;
    case 'two-dots-behind':
      return `${which} ends with a dot of its own, which leaves an empty part in the name`;
    case 'no-dot-before':
      return `nothing parts the ${what} from what stands before it`;
  }
}

function reportJoint(expanded: ExpandedText, joint: Joint, repair: MacroRepair, context: RuleContext): void {
  context.report({
    location: expanded.at,
    message: `${quote(expanded.text.trim())} stands for ${quote(joint.example)}: ${faultOf(joint)}; ${advice(joint)}; no mail goes to such a domain, so ${lossOf(expanded)}`,
    fix: () => fixFor(expanded, joint, repair),
  });
}

/** An argument that has an empty part as it is written: `yahoo..com`, `.example.com`. */
function checkWritten(section: SectionUse, { report }: RuleContext): void {
  const { argument, node, file } = section;
  const range = node?.argument;
  if (argument === null || range == null || hasPlaceholder(argument.replace(/\$[A-Za-z0-9_]+/g, ''))) return;
  if (section.isDefault || argument.startsWith('[') !== argument.startsWith('[*.]')) return;
  const isSubtree = /^\.[^.]/.test(argument);
  if (!isSubtree && !argument.includes('..') && !argument.startsWith('[*.].')) return;
  const written = file.slice(range);
  const mended = isSubtree
    ? written.replace('.', '[*.]')
    : written.replace(/\.{2,}/g, '.').replace('].', ']');
  const fix: RuleFix = {
    safety: 'unsafe',
    title: `write ${quote(mended)}`,
    edits: [{ file, range, text: mended }],
  };
  report({
    location: { file, range: section.tagRange },
    message: isSubtree
      ? `${quote(argument)} begins with a dot, and no domain does; a domain with those below it is written ${quote(`[*.]${argument.slice(1)}`)}, those below it alone ${quote(`*${argument}`)}; as it is, the limits of this block reach no mail`
      : `${quote(argument)} has an empty part between two dots, and no domain has one; as it is, the limits of this block reach no mail`,
    fix,
  });
}

export const rule: Rule = {
  id: 'empty-label',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a name with two dots in a row, or with none, after its macros are expanded',
  check(context) {
    const { model } = context;
    const texts = expandedTexts(model);
    const finder = new JointFinder(model.macros);
    const repair = new MacroRepair(model.macros, texts);
    for (const section of model.sectionsOf('domain')) checkWritten(section, context);
    for (const expanded of texts) {
      const { text, of } = expanded;
      if (hasPlaceholder(text.replace(/\$[A-Za-z0-9_]+/g, ''))) continue;
      const joint = finder.find(text, of instanceof SectionUse);
      if (joint !== null) reportJoint(expanded, joint, repair, context);
    }
  },
};
