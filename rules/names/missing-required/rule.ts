import {
  defineRule,
  DirectiveUse,
  isTemplateLine,
  listOf,
  namedQueueOf,
  nearest,
  placementOf,
  quote,
} from '../../kit.ts';
import type { Model, RuleContext, SectionUse } from '../../kit.ts';
import { factsIn, requiredDirectives } from '../../../src/catalog/directives.ts';

/** What a configuration as a whole must have, or should. */
const REQUIRED = {
  'log-file': {
    severity: 'error',
    message:
      "there is no log-file; give the path of one, such as /var/log/pmta/log; PowerMTA answers 'No logging file specified' and does not start",
  },
  spool: {
    severity: 'error',
    message:
      'there is no <spool>; name at least one directory for the messages that wait; without it PowerMTA cannot take any mail and does not start',
  },
  postmaster: {
    severity: 'warning',
    message:
      'there is no postmaster; give the address of who runs this server: notices of crashes and of a licence that ends go there, and without it nobody gets them',
  },
} as const;
type RequiredName = keyof typeof REQUIRED;

/** The directives that the `type` of a queue needs. */
const NEEDED_BY_TYPE = new Map(Object.entries({ pipe: 'command', 'http-delivery': 'http-delivery-url' }));

const messages = {
  configuration: ({ subject }: { subject: RequiredName }) => ({ message: REQUIRED[subject].message }),
  queueType: ({ subject, type }: { subject: string; type: string }) => ({
    message: `the queue is of type ${type} and has no ${subject}, so its mail has nowhere to go; set ${subject} beside the type, or take the type out`,
  }),
  section: ({ kind, missing }: { subject: string; kind: string; missing: readonly string[] }) => ({
    message: `this <${kind}> has no ${listOf(missing.map(quote))}, which it must have; PowerMTA may refuse to load the file`,
  }),
};
type Context = RuleContext<typeof messages>;

/** Whether a name is written anywhere, also misspelt, or in a misplaced or broken line. */
function isWritten(name: string, { directives, sections }: Pick<Model, 'directives' | 'sections'>): boolean {
  return [...directives, ...sections].some((item) => {
    const written = 'name' in item ? item.name : item.kind;
    return written === name || (item.facts === undefined && nearest(written, [name]) !== undefined);
  });
}

/** A line such as `__BLOCKS__`, which a script replaces: mostly by VMTAs and domains, hardly by a postmaster. */
function isWord(line: SectionUse['content'][number]): boolean {
  return line instanceof DirectiveUse && /^(?:__|\$)\w/.test(line.name);
}

function checkWhole({ model, optionsIn, report }: Context): void {
  const { main, root } = model;
  const templateLines = root.content.filter(isTemplateLine);
  // A template engine may replace a line by anything, another file too.
  if (!templateLines.every(isWord)) return;
  for (const subject of Object.keys(REQUIRED) as RequiredName[]) {
    const { severity } = REQUIRED[subject];
    if (templateLines.length > 0 && severity === 'error') continue;
    if (optionsIn(main).includes('ignore', subject) || isWritten(subject, model)) continue;
    report({ location: root.tagLocation, severity, messageId: 'configuration', data: { subject } });
  }
}

/** Reports a block whose queue is of a type that needs another directive, which nothing sets for the queue. */
function checkType(block: SectionUse, { model, optionsIn, report }: Context): void {
  const own = block.named('type').at(-1);
  const type = own?.plainValue?.toLowerCase() ?? '';
  const subject = NEEDED_BY_TYPE.get(type);
  if (own === undefined || subject === undefined || optionsIn(block.file).includes('ignore', subject)) return;
  if (placementOf(model, block) !== 'sound' || isWritten(subject, block)) return;
  // The blocks of VMTAs may set what the global one does not.
  const inVmtas = model.named(subject).some(({ section }) => section.parent !== model.root);
  if (block.parent === model.root && inVmtas) return;
  const queue = namedQueueOf(model, block);
  if (queue?.setting('type').uses.includes(own) !== true || queue.value(subject) !== null) return;
  const related = [{ ...own.nameLocation, message: `made a queue of type ${type} here` }];
  report({ location: block.tagLocation, messageId: 'queueType', data: { subject, type }, related });
}

function checkSection(section: SectionUse, { model, optionsIn, report }: Context): void {
  const { kind, file, tagLocation: location } = section;
  const missing = requiredDirectives()
    .filter((directive) => directive.scopes.includes(kind) && factsIn(directive, kind).required === true)
    .map(({ name }) => name)
    .filter((name) => !optionsIn(file).includes('ignore', name) && !isWritten(name, section));
  if (missing.length === 0 || placementOf(model, section) !== 'sound') return;
  if (section.content.some(isTemplateLine)) return;
  report({ location, messageId: 'section', data: { subject: missing.join(' '), kind, missing } });
}

export const rule = defineRule({
  id: 'missing-required',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a directive that must be there and is not: log-file, spool, what a queue type needs, postmaster',
  options: {
    ignore: { type: 'names', default: [], summary: 'directives that may be missing, such as postmaster' },
  },
  messages,
  check(context) {
    const { model } = context;
    if (!model.knows('files')) return;
    checkWhole(context);
    for (const block of model.sectionsOf('domain')) checkType(block, context);
    for (const section of model.sections) checkSection(section, context);
  },
});
