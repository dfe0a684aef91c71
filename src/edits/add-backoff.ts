import type { BackoffFigures, Provider } from '../catalog/providers.ts';
import type { RuleEdit, RuleFix } from '../engine/rule.ts';
import { effectiveListOf } from '../model/queues/backoff.ts';
import type { SectionUse } from '../model/source/content.ts';
import type { Model } from '../model/model.ts';
import { Plan } from '../model/queues/plan.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { FIGURES_COMMENT, haveSeveralAddresses, newList, repliesToAdd, replyLines } from './backoff-list.ts';
import { backoffSettings, enterWithoutAddresses } from './backoff-settings.ts';
import { editsOf } from './plan-edits.ts';
import { backoffFigures, COMMON_BACKOFF, slowestBackoff } from './provider-figures.ts';
import { tightenUntilSafe } from './tighten.ts';
import { appendToSection } from './writing.ts';

/** A block whose queue nothing can put in backoff. */
export interface MissingBackoff {
  readonly section: SectionUse;
  readonly queue: Queue;
  readonly providers: readonly Provider[];
  readonly vmtas: readonly (string | null)[];
}

interface PlannedBackoff {
  readonly plan: Plan;
  readonly list: RuleEdit;
}

/** Extends the queue's own list, or makes a copy of a shared one. `exit`: when its rules end backoff; null for never. */
function planList(plan: Plan, missing: MissingBackoff, exit: string | null): RuleEdit {
  const { model } = plan;
  const { queue, section, providers, vmtas } = missing;
  const list = effectiveListOf(model, queue);
  const last = list?.sections.at(-1);
  const users = list === null ? [] : model.referencesTo('smtp-pattern-list', list.name);
  const isOurs = list !== null && users.length === 1 && list.reference.section === section;
  // In a file that is included several times each rule would be in the list several times.
  const isReadOnce = list?.sections.filter(({ node }) => node === last?.node).length === 1;
  if (isOurs && isReadOnce && last?.isDefault === false) {
    const lines = replyLines(repliesToAdd(model, providers, list), haveSeveralAddresses(model, vmtas), exit);
    plan.set(section, 'smtp-pattern-list', list.name);
    plan.setList(list.name, list.name, lines);
    return appendToSection(last, [FIGURES_COMMENT, ...lines]);
  }
  const [first] = providers;
  const label = section.argument === '*' || first === undefined ? 'default' : first.id;
  const added = newList(model, { label, providers, list, vmtas, exit });
  plan.set(section, 'smtp-pattern-list', added.name);
  plan.setList(added.name, list?.name ?? null, added.added);
  return added.edit;
}

function figuresFor({ section, providers }: MissingBackoff): BackoffFigures {
  if (section.argument === '*' || providers.length === 0) return COMMON_BACKOFF;
  return slowestBackoff(providers.map(backoffFigures));
}

/** `endsInRules`: the rules of the list end backoff, not a setting of the queue. */
function planBackoff(model: Model, missing: MissingBackoff, endsInRules: boolean): PlannedBackoff {
  const plan = new Plan(model);
  const figures = figuresFor(missing);
  const list = planList(plan, missing, endsInRules ? figures.toNormalAfter : null);
  enterWithoutAddresses(plan, missing.section, missing.queue);
  for (const { directive, value } of backoffSettings(model, missing.queue, figures).lines) {
    if (endsInRules && directive === 'backoff-to-normal-after') continue;
    const { uses, value: now } = missing.queue.setting(directive);
    if (uses.length === 0 || now !== value) plan.set(missing.section, directive, value);
  }
  return { plan, list };
}

function safeBackoff(model: Model, missing: MissingBackoff, others: readonly Plan[]): PlannedBackoff | null {
  for (const endsInRules of [false, true]) {
    for (const prefer of ['override-in-block', 'tighten-value'] as const) {
      const planned = planBackoff(model, missing, endsInRules);
      if (tightenUntilSafe(planned.plan, prefer, others)) return planned;
    }
  }
  return null;
}

/**
 * Lets blocks' queues enter backoff: a list with the replies that the providers should be slowed down for, the reference to
 * it, values that are slower than the normal state, and the way out. Blocks that inherit from one get what they need to be
 * slower in backoff too. Safe where that loosens nothing in any queue; null where every reply takes a queue out of backoff
 * already, so that a list would change nothing.
 *
 * @returns The fixes, in the order of the missing blocks. Each is right by itself, and next to the others.
 */
export function addBackoff(model: Model, all: readonly MissingBackoff[]): (RuleFix | null)[] {
  // What goes into narrower blocks is known when wider ones need lines in them.
  const isWide = ({ section }: MissingBackoff): boolean => section.argument === '*';
  const plans: Plan[] = [];
  const fixes = new Map<MissingBackoff, RuleFix>();
  for (const missing of [...all].sort((a, b) => Number(isWide(a)) - Number(isWide(b)))) {
    const first = planBackoff(model, missing, false);
    if (missing.section.isDefault || !first.plan.wayInto(first.plan.queue(missing.queue)).possible) continue;
    const safe = safeBackoff(model, missing, plans);
    if (safe !== null) plans.push(safe.plan);
    const { plan, list } = safe ?? first;
    fixes.set(missing, {
      effect: safe === null ? 'unsafe' : 'tightens',
      title: `let the queues of <domain ${missing.section.argument ?? ''}> enter backoff, and leave it`,
      edits: [list, ...editsOf(plan)],
    });
  }
  return all.map((missing) => fixes.get(missing) ?? null);
}
