import {
  DirectiveUse,
  isTemplateLine,
  listOf,
  type Model,
  namedQueueOf,
  nearest,
  placementOf,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
} from '../../kit.ts';
import { requiredDirectives, factsIn, type Directive } from '../../../src/catalog/directives.ts';

/** What a configuration as a whole must have, or should; by the name of the directive or section. */
const OF_THE_WHOLE = [
  {
    name: 'log-file',
    severity: 'error',
    message:
      "there is no log-file; give the path of one, such as /var/log/pmta/log; PowerMTA answers 'No logging file specified' and does not start",
  },
  {
    name: 'spool',
    severity: 'error',
    message:
      'there is no <spool>; name at least one directory for the messages that wait; without it PowerMTA cannot take any mail and does not start',
  },
  {
    name: 'postmaster',
    severity: 'warning',
    message:
      'there is no postmaster; give the address of who runs this server: notices of crashes and of a licence that ends go there, and without it nobody gets them',
  },
] as const;

/** The directives that the `type` of a queue needs. */
const OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['pipe', 'command'],
  ['http-delivery', 'http-delivery-url'],
]);

/** Whether a name stands anywhere, in a misplaced or broken line too, or a slip of the pen away from it. */
function isMeant(
  name: string,
  { directives: uses, sections }: Pick<Model, 'directives' | 'sections'>,
): boolean {
  const candidates = [name];
  return [...uses, ...sections].some((item) => {
    const written = 'name' in item ? item.name : item.kind;
    return written === name || (item.facts === undefined && nearest(written, candidates) !== undefined);
  });
}

/** `__BLOCKS__`, for which a script puts in lines: mostly VMTAs and domains, and hardly who runs the server. */
function isWord(line: SectionUse['content'][number]): boolean {
  return line instanceof DirectiveUse && /^(?:__|\$)\w/.test(line.name);
}

function checkWhole({ model, optionsIn, report }: RuleContext): void {
  const { main, root } = model;
  const filledIn = root.content.filter(isTemplateLine);
  // What a template engine puts in for a line may be anything, another file too.
  if (filledIn.some((line) => !isWord(line))) return;
  for (const { name, severity, message } of OF_THE_WHOLE) {
    if (filledIn.length > 0 && severity === 'error') continue;
    if (optionsIn(main).includes('ignore', name) || isMeant(name, model)) continue;
    report({ location: { file: main, range: root.tagRange }, severity, message });
  }
}

/** A block whose queue is of a type that needs another directive, which is set nowhere for the queue. */
function checkType(block: SectionUse, { model, optionsIn, report }: RuleContext): void {
  const own = block.named('type').at(-1);
  const type = own?.plainValue?.toLowerCase() ?? '';
  const needed = OF_TYPE.get(type);
  if (own === undefined || needed === undefined || optionsIn(block.file).includes('ignore', needed)) return;
  if (placementOf(model, block) !== 'sound' || isMeant(needed, block)) return;
  // The blocks of VMTAs may hold what the global one lacks.
  const inVmtas = model.named(needed).some(({ section }) => section.parent !== model.root);
  if (block.parent === model.root && inVmtas) return;
  const queue = namedQueueOf(model, block);
  if (queue?.setting('type').uses.includes(own) !== true || queue.value(needed) !== null) return;
  report({
    location: { file: block.file, range: block.tagRange },
    message: `the queue is of type ${type} and has no ${needed}, so its mail has nowhere to go; set ${needed} beside the type, or take the type out`,
    related: [{ file: own.file, range: own.nameRange, message: `made a queue of type ${type} here` }],
  });
}

/** By section, the directives that must stand in each. */
function requiredInSections(): Map<string, Directive[]> {
  const required = new Map<string, Directive[]>();
  for (const directive of requiredDirectives()) {
    for (const scope of directive.scopes) {
      if (scope === 'global' || factsIn(directive, scope).required !== true) continue;
      required.set(scope, [...(required.get(scope) ?? []), directive]);
    }
  }
  return required;
}

function checkSection(
  section: SectionUse,
  required: readonly Directive[],
  { model, optionsIn, report }: RuleContext,
): void {
  if (placementOf(model, section) !== 'sound') return;
  if (section.content.some(isTemplateLine)) return;
  const missing = required
    .map(({ name }) => name)
    .filter((name) => !optionsIn(section.file).includes('ignore', name) && !isMeant(name, section));
  if (missing.length === 0) return;
  report({
    location: { file: section.file, range: section.tagRange },
    message: `this <${section.kind}> has no ${listOf(missing.map(quote))}, which it must have; PowerMTA may refuse to load the file`,
  });
}

export const rule: Rule = {
  id: 'missing-required',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'a directive that must be there and is not: log-file, spool, what a queue type needs, postmaster',
  options: {
    ignore: { type: 'names', default: [], summary: 'directives that may be missing, such as postmaster' },
  },
  check(context) {
    const { model } = context;
    if (!model.isWhole) return;
    checkWhole(context);
    for (const block of model.sectionsOf('domain')) checkType(block, context);
    for (const [kind, required] of requiredInSections())
      for (const section of model.sectionsOf(kind)) checkSection(section, required, context);
  },
};
