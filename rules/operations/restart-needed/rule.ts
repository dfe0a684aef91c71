import {
  canonicalOf,
  type DirectiveUse,
  findDirective,
  foldName,
  holdingOf,
  isTemplateLine,
  type Location,
  type Model,
  quote,
  type Rule,
  type RuleFinding,
  type SectionUse,
} from '../../kit.ts';
import type { Directive } from '../../../src/catalog/directives.ts';
import { sameValue } from '../../../src/catalog/compare-values.ts';
import { canonicalText } from '../../../src/model/source/canonical.ts';

type Report = (finding: RuleFinding) => void;

const MAIL_WAITING = 'when queued messages exist';
const UNTIL_THEN = 'a reload says that all is well and leaves it as it was';

function startOf(model: Model): Location {
  return { file: model.main, range: model.root.tagRange };
}

/** Whether something that a model does not set is left to the default for sure. */
function isKnownWhole(model: Model): boolean {
  return model.isWhole && !model.root.content.some(isTemplateLine);
}

/** The lines at the top that hold, of directives that a reload does not apply, by name. */
function heldAtTop(model: Model): Map<string, DirectiveUse> {
  const byName = new Map<string, DirectiveUse[]>();
  for (const use of model.root.directives) {
    const { restartRequired } = use.facts ?? {};
    if (restartRequired === undefined || restartRequired === MAIL_WAITING || use.broken) continue;
    const { name, value } = canonicalOf(use);
    if (value !== null) byName.set(name, [...(byName.get(name) ?? []), use]);
  }
  return new Map(
    [...byName].flatMap(([name, uses]) => {
      const holding = holdingOf(uses);
      return holding === undefined ? [] : [[name, holding]];
    }),
  );
}

function whatToRestart({ restartRequired }: Directive): string {
  return restartRequired === true ? 'PowerMTA' : `the service ${String(restartRequired)}`;
}

function checkTop(model: Model, previous: Model, report: Report): void {
  const [was, is] = [heldAtTop(previous), heldAtTop(model)];
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(name), is.get(name)];
    const facts = findDirective(name);
    if (facts === undefined || (old ?? now) === undefined) continue;
    if ((old === undefined && !isKnownWhole(previous)) || (now === undefined && !isKnownWhole(model)))
      continue;
    const valueOf = (use: DirectiveUse | undefined): string =>
      (use === undefined ? facts.default : canonicalOf(use).value) ?? '';
    const [from, to] = [valueOf(old), valueOf(now)];
    if (from === to || sameValue(facts, 'global', from, to)) continue;
    const what =
      now === undefined ? `${quote(name)} is no longer set` : `${quote(`${name} ${to}`)} is new here`;
    report({
      location: now === undefined ? startOf(model) : { file: now.file, range: now.nameRange },
      message: `${what}, and it takes effect when ${whatToRestart(facts)} is restarted; ${UNTIL_THEN}`,
    });
  }
}

/** Sections of a kind, with all of one name together: they are told apart by what their tags say. */
function byTag(model: Model): Map<string, SectionUse[]> {
  const groups = new Map<string, SectionUse[]>();
  for (const section of model.root.sections) {
    if (section.facts?.restartRequired !== true || section.isDefault) continue;
    const key = `<${section.kind}${section.argument === null ? '' : ` ${section.argument}`}>`;
    groups.set(key, [...(groups.get(key) ?? []), section]);
  }
  return groups;
}

/** A line as it counts, by which equal ones are known. */
function lineOf(use: DirectiveUse): string {
  const { name, value } = canonicalOf(use);
  return `${name} ${canonicalText(value ?? '')}`;
}

function checkSections(model: Model, previous: Model, report: Report): void {
  const [was, is] = [byTag(previous), byTag(model)];
  const bothWhole = isKnownWhole(previous) && isKnownWhole(model);
  for (const [tag, sections] of is) {
    const old = was.get(tag);
    const [first] = sections;
    if (first === undefined || (old === undefined && !bothWhole)) continue;
    const before = new Set(old?.flatMap(({ directives }) => directives.map(lineOf)));
    const now = sections.flatMap(({ directives }) => directives);
    const isShorter = before.size > new Set(now.map(lineOf)).size;
    const changed = now.find((use) => !before.has(lineOf(use)));
    if (old !== undefined && changed === undefined && !isShorter) continue;
    const isTag = old === undefined || changed === undefined;
    const what = old === undefined ? `${quote(tag)} is new` : `something in ${quote(tag)} has changed`;
    report({
      location: isTag
        ? { file: first.file, range: first.tagRange }
        : { file: changed.file, range: changed.nameRange },
      message: `${what}, and that takes effect when PowerMTA is restarted; ${UNTIL_THEN}`,
    });
  }
  for (const tag of was.keys()) {
    if (is.has(tag) || !bothWhole) continue;
    const message = `${quote(tag)} is no longer there, and PowerMTA lets go of it when it is restarted; ${UNTIL_THEN}`;
    report({ location: startOf(model), message });
  }
}

/** The `type` that a block gives its queues, by the block's place. */
function typesIn(model: Model): Map<string, DirectiveUse | null> {
  const types = new Map<string, DirectiveUse | null>();
  for (const section of model.sectionsOf('domain')) {
    const around = [...section.ancestry()].map(({ kind, argument }) => `${kind} ${foldName(argument ?? '')}`);
    const use = holdingOf(section.named('type').filter(({ broken, value }) => !broken && value !== null));
    const key = around.join('\n');
    types.set(key, use ?? types.get(key) ?? null);
  }
  return types;
}

function checkQueues(model: Model, previous: Model, report: Report): void {
  const was = typesIn(previous);
  for (const [place, use] of typesIn(model)) {
    const old = was.get(place);
    if (use === null || old === undefined) continue;
    const type = canonicalOf(use).value?.toLowerCase();
    const before = old === null ? 'smtp' : canonicalOf(old).value?.toLowerCase();
    if (type === before) continue;
    report({
      location: { file: use.file, range: use.nameRange },
      message: `${quote(`type ${type ?? ''}`)} is new for this queue; while messages wait in it, that takes effect when PowerMTA is restarted, and a reload leaves them to go out as before`,
    });
  }
}

export const rule: Rule = {
  id: 'restart-needed',
  category: 'operations',
  severity: 'info',
  preset: 'recommended',
  fix: 'none',
  summary: 'a change that a reload does not apply; looked for with --since and --staged',
  check({ model, settings, report }) {
    const previous = settings.previous?.(model);
    if (previous === undefined) return;
    checkTop(model, previous, report);
    checkSections(model, previous, report);
    checkQueues(model, previous, report);
  },
};
