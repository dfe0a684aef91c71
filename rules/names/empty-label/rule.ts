import type { SectionUse } from '../../kit.ts';
import { defineRule, domainLines, hasPlaceholder, quote, type Model, type RuleContext } from '../../kit.ts';
import { once } from '../../../src/catalog/table.ts';
import { forwardedQueues } from '../../../src/model/queues/queue-names.ts';
import { expandedTexts } from '../_shared/expanded-texts.ts';
import { jointFinder } from './analysis.ts';
import { jointFixer } from './fix.ts';

/** A text in which an item of a macro does not fit. */
interface JointData extends Readonly<Record<'text' | 'example' | 'macro' | 'item', string>> {
  /** How many of the items do not fit, and how many there are. */
  readonly wrong: number;
  readonly of: number;
  /** Whether the text is the argument of a tag. */
  readonly isTag: boolean;
}

function itemOf({ item, macro }: JointData): string {
  return `the item ${quote(item)} of the macro ${quote(macro)}`;
}

function jointText(data: JointData, fault: string, advice: string): string {
  const lost = data.isTag ? 'the limits of this block do' : 'this line does';
  return `${quote(data.text)} stands for ${quote(data.example)}: ${fault}; ${advice}; no mail goes to such a domain, so ${lost} not reach the mail that is meant`;
}

function twoDots(data: JointData, verb: string): string {
  const alike = data.wrong === data.of ? '' : ` (${data.wrong} of ${data.of} are alike)`;
  return jointText(
    data,
    `${itemOf(data)}${alike} ${verb} with a dot of its own, which leaves an empty part in the name`,
    `write the dot either beside ${quote(`$${data.macro}`)} or in its items`,
  );
}

const messages = {
  twoDotsBefore: (data: JointData) => ({ message: twoDots(data, 'begins') }),
  twoDotsAfter: (data: JointData) => ({ message: twoDots(data, 'ends') }),
  noDotBefore: (data: JointData) => ({
    message: jointText(
      data,
      `nothing parts ${itemOf(data)} from what stands before it`,
      `write the dot either before ${quote(`$${data.macro}`)} or at the beginning of its items`,
    ),
  }),
  dotAtStart: ({ argument }: { argument: string }) => ({
    message: `${quote(argument)} begins with a dot, and no domain does; a domain with those below it is written ${quote(`[*.]${argument.slice(1)}`)}, those below it alone ${quote(`*${argument}`)}; as it is, the limits of this block reach no mail`,
  }),
  emptyPart: ({ argument }: { argument: string }) => ({
    message: `${quote(argument)} has an empty part between two dots, and no domain has one; as it is, the limits of this block reach no mail`,
  }),
};

/** Reports an argument that has an empty part as it is written: `yahoo..com`, `.example.com`. */
function checkWritten(section: SectionUse, { report }: RuleContext<typeof messages>): void {
  const { argument, node, file } = section;
  const range = node?.argument;
  if (argument === null || range == null || hasPlaceholder(argument, true)) return;
  if (section.isDefault || argument.startsWith('[') !== argument.startsWith('[*.]')) return;
  const isSubtree = /^\.[^.]/.test(argument);
  if (!isSubtree && !argument.includes('..') && !argument.startsWith('[*.].')) return;
  const written = file.slice(range);
  const corrected = isSubtree
    ? written.replace('.', '[*.]')
    : written.replace(/\.{2,}/g, '.').replace('].', ']');
  const edits = [{ file, range, text: corrected }];
  const fix = { effect: 'unsafe', title: `write ${quote(corrected)}`, edits } as const;
  const messageId = isSubtree ? 'dotAtStart' : 'emptyPart';
  report({ location: section.tagLocation, messageId, data: { argument }, fix });
}

/** Names that mail gets to by queue-to or a rollup, and those of blocks that say where their mail is delivered. */
function queueNamesOf(model: Model): ReadonlySet<string> {
  const delivered = ['smtp-hosts', 'type'].flatMap((directive) =>
    domainLines(model, directive).flatMap(({ blocks }) =>
      blocks.flatMap(({ argument }) => model.macros.expand(argument ?? '').names),
    ),
  );
  return new Set([...forwardedQueues(model), ...delivered.map((name) => name.toLowerCase())]);
}

export const rule = defineRule({
  id: 'empty-label',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'a name with two dots in a row, or with none, after its macros are expanded',
  messages,
  check(context) {
    const { model, report } = context;
    for (const section of model.sectionsOf('domain')) checkWritten(section, context);
    const texts = expandedTexts(model);
    const mayBeElsewhere = !model.knows('files');
    const queueNames = once(() => queueNamesOf(model));
    const findJoint = jointFinder(
      model.macros,
      (name) => queueNames().has(name) || (mayBeElsewhere && /queue|rollup/.test(name)),
    );
    const fixFor = jointFixer(model.macros, texts);
    for (const expanded of texts) {
      const { text, isTag, location } = expanded;
      const joint = hasPlaceholder(text, true) ? null : findJoint(text, isTag);
      if (joint === null) continue;
      const { kind, macro, items, example } = joint;
      const [item = ''] = items;
      const data = { text: text.trim(), example, macro, item, wrong: items.length, of: joint.of, isTag };
      report({ location, messageId: kind, data, fix: () => fixFor(expanded, joint) });
    }
  },
});
