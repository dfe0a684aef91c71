import { sameValue } from '../../../src/catalog/compare-values.ts';
import { canonicalText } from '../../../src/model/source/canonical.ts';
import {
  defineRule,
  findDirective,
  foldName,
  groupBy,
  effectiveOf,
  isTemplateLine,
  quote,
} from '../../kit.ts';
import type { DirectiveUse, Model, RuleContext, SectionUse } from '../../kit.ts';

const UNTIL_THEN = 'a reload says that all is well and leaves it as it was';

/** `service` is the one to restart; null for PowerMTA as a whole. */
function restartText(service: string | null): string {
  const what = service === null ? 'PowerMTA' : `the service ${service}`;
  return `and it takes effect when ${what} is restarted; ${UNTIL_THEN}`;
}

const messages = {
  newValue: ({ name, value, service }: { name: string; value: string; service: string | null }) => ({
    message: `${quote(`${name} ${value}`)} is new here, ${restartText(service)}`,
  }),
  unset: ({ subject, service }: { subject: string; service: string | null }) => ({
    message: `${quote(subject)} is no longer set, ${restartText(service)}`,
  }),
  newSection: ({ tag }: { tag: string }) => ({
    message: `${quote(tag)} is new, and that takes effect when PowerMTA is restarted; ${UNTIL_THEN}`,
  }),
  changedSection: ({ tag }: { tag: string }) => ({
    message: `something in ${quote(tag)} has changed, and that takes effect when PowerMTA is restarted; ${UNTIL_THEN}`,
  }),
  removedSection: ({ subject }: { subject: string }) => ({
    message: `${quote(subject)} is no longer there, and PowerMTA lets go of it when it is restarted; ${UNTIL_THEN}`,
  }),
  newType: ({ type }: { type: string }) => ({
    message: `${quote(`type ${type}`)} is new for this queue; while messages wait in it, that takes effect when PowerMTA is restarted, and a reload leaves them to go out as before`,
  }),
};

type Report = RuleContext<typeof messages>['report'];

/** Whether something that a model does not set is left to the default for sure. */
function isFullyKnown(model: Model): boolean {
  return model.knows('files') && !model.root.content.some(isTemplateLine);
}

/** The effective lines at the top, by name, of directives that a reload does not apply. */
function effectiveAtTop(model: Model): Map<string, DirectiveUse | undefined> {
  const uses = model.root.directives.filter((use) => {
    const restart = use.facts?.restartRequired;
    const needsRestart = restart !== undefined && restart !== 'when queued messages exist';
    return needsRestart && !use.broken && use.canonical.value !== null;
  });
  const byName = groupBy(uses, (use) => use.canonical.name);
  return new Map(Array.from(byName, ([name, same]) => [name, effectiveOf(same)]));
}

function checkTop(model: Model, previous: Model, report: Report): void {
  const [before, after] = [effectiveAtTop(previous), effectiveAtTop(model)];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, use] = [before.get(name), after.get(name)];
    const facts = findDirective(name);
    if (facts === undefined || (old === undefined && !isFullyKnown(previous))) continue;
    if (use === undefined && !isFullyKnown(model)) continue;
    const valueOf = (of: DirectiveUse | undefined) => (of ? of.canonical.value : facts.default) ?? '';
    const [from, value] = [valueOf(old), valueOf(use)];
    if (from === value || sameValue(facts, 'global', from, value)) continue;
    const service = facts.restartRequired === true ? null : String(facts.restartRequired);
    if (use === undefined)
      report({ location: model.root.tagLocation, messageId: 'unset', data: { subject: name, service } });
    else report({ location: use.nameLocation, messageId: 'newValue', data: { name, value, service } });
  }
}

/** The sections that a reload does not apply, by their tags. */
function sectionsByTag(model: Model): Map<string, SectionUse[]> {
  const own = model.root.sections.filter(({ isDefault }) => !isDefault);
  const sections = own.filter(({ facts }) => facts?.restartRequired === true);
  return groupBy(sections, ({ kind, argument }) => `<${kind}${argument === null ? '' : ` ${argument}`}>`);
}

/** A line without its layout. */
function textOf(use: DirectiveUse): string {
  const { name, value } = use.canonical;
  return `${name} ${canonicalText(value ?? '')}`;
}

function checkSections(model: Model, previous: Model, report: Report): void {
  const [before, after] = [sectionsByTag(previous), sectionsByTag(model)];
  const areFullyKnown = isFullyKnown(previous) && isFullyKnown(model);
  for (const [tag, sections] of after) {
    const [first] = sections;
    const old = before.get(tag);
    if (first === undefined) continue;
    const { tagLocation } = first;
    if (old === undefined) {
      if (areFullyKnown) report({ location: tagLocation, messageId: 'newSection', data: { tag } });
      continue;
    }
    const oldLines = new Set(old.flatMap(({ directives }) => directives.map(textOf)));
    const uses = sections.flatMap(({ directives }) => directives);
    const changed = uses.find((use) => !oldLines.has(textOf(use)));
    if (changed === undefined && oldLines.size <= new Set(uses.map(textOf)).size) continue;
    report({ location: changed?.nameLocation ?? tagLocation, messageId: 'changedSection', data: { tag } });
  }
  if (!areFullyKnown) return;
  for (const subject of before.keys()) {
    if (!after.has(subject))
      report({ location: model.root.tagLocation, messageId: 'removedSection', data: { subject } });
  }
}

/** The line that sets the `type` of a block's queues, by the tags around it; null where the block has none. */
function typeLines(model: Model): Map<string, DirectiveUse | null> {
  const types = new Map<string, DirectiveUse | null>();
  for (const section of model.sectionsOf('domain')) {
    const around = [...section.ancestry()];
    const key = around.map(({ kind, argument }) => `${kind} ${foldName(argument ?? '')}`).join('\n');
    const use = effectiveOf(section.named('type').filter(({ broken, value }) => !broken && value !== null));
    types.set(key, use ?? types.get(key) ?? null);
  }
  return types;
}

function checkQueues(model: Model, previous: Model, report: Report): void {
  const before = typeLines(previous);
  const typeOf = (use: DirectiveUse): string => use.canonical.value?.toLowerCase() ?? '';
  for (const [block, use] of typeLines(model)) {
    const old = before.get(block);
    if (use === null || old === undefined) continue;
    const type = typeOf(use);
    if (type !== (old === null ? 'smtp' : typeOf(old)))
      report({ location: use.nameLocation, messageId: 'newType', data: { type } });
  }
}

export const rule = defineRule({
  id: 'restart-needed',
  category: 'operations',
  severity: 'info',
  preset: 'recommended',
  fixes: [],
  summary: 'a change that a reload does not apply; looked for with --since and --staged',
  messages,
  check({ model, settings, report }) {
    const previous = settings.previous?.(model);
    if (previous === undefined) return;
    checkTop(model, previous, report);
    checkSections(model, previous, report);
    checkQueues(model, previous, report);
  },
});
