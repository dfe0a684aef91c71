import { booleanOf, foldName, isToBeFilledIn, type Model, type SectionUse } from '../../kit.ts';
import { isMember } from '../../../src/model/scopes/selection.ts';

/** Whether programs may hand mail in with a VMTA or pool of their choice: through the APIs of PowerMTA. */
export function takesApiMail(model: Model): boolean {
  return (
    model.sectionsOf('transmissions-api').length > 0 ||
    model.named('always-allow-api-submission').some((use) => booleanOf(use.plainValue ?? '') !== false)
  );
}

/**
 * The names of VMTAs and pools that lines select, folded; null where that cannot be told: lines are not known, or clients
 * may choose for themselves, or nobody may send.
 */
export function selectedNames(model: Model): ReadonlySet<string> | null {
  if (model.completeness !== 'full' || takesApiMail(model)) return null;
  const { isFree, hasSenders } = model.selection;
  if (isFree || !hasSenders) return null;
  const references = model.references.filter(
    ({ kind, use }) => kind.startsWith('virtual-mta') && !isMember(use),
  );
  if (references.some(({ name }) => isToBeFilledIn(name))) return null;
  return new Set(references.map(({ name }) => foldName(name)));
}

/** A pool that gives its members settings needs no mail of its own. */
function servesMembers(model: Model, pool: string): boolean {
  const holdsDomains = model.vmtas.pool(pool).some(({ sections }) => sections.length > 0);
  return (
    holdsDomains && model.vmtas.membersOf(pool).some((name) => model.selection.vmtas.has(foldName(name)))
  );
}

/** The first section of each VMTA and pool that mail cannot come to. Of a pool that nothing selects the members are left out. */
export function unselected(model: Model): SectionUse[] {
  const names = selectedNames(model);
  if (names === null) return [];
  const { vmtas, selection } = model;
  const lost = vmtas.vmtaNames.filter(
    (name) => !selection.vmtas.has(name) && vmtas.poolsOf(name).length === 0,
  );
  const pools = vmtas.poolNames.filter((name) => !names.has(name) && !servesMembers(model, name));
  return [...lost.map((name) => vmtas.vmta(name)[0]), ...pools.map((name) => vmtas.pool(name)[0])]
    .filter((section) => section !== undefined)
    .filter(({ argument, isDefault }) => !isDefault && argument !== null && !/^\{.*\}$/.test(argument))
    .filter(({ argument }) => !isToBeFilledIn(argument ?? ''));
}
