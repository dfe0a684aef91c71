import { foldName, hasPlaceholder, type Model, type SectionUse } from '../../kit.ts';
import { isMember } from '../../../src/model/scopes/selection.ts';
import { takesApiMail } from '../_shared/api-mail.ts';

/** The names of VMTAs and pools that lines select, folded; null where that is not known, or nobody may send. */
function selectedNames(model: Model): ReadonlySet<string> | null {
  const { isFree, hasSenders } = model.selection;
  if (!model.knows('lines') || takesApiMail(model) || isFree || !hasSenders) return null;
  const names = model.references
    .filter(({ kind, use }) => kind.startsWith('virtual-mta') && !isMember(use))
    .map(({ name }) => name);
  return names.some((name) => hasPlaceholder(name)) ? null : new Set(names.map(foldName));
}

/** Whether a pool gives settings to a VMTA in use: then it needs no mail of its own. */
function servesMembers({ vmtas, selection }: Model, pool: string): boolean {
  return (
    vmtas.pool(pool).some(({ sections }) => sections.length > 0) &&
    vmtas.membersOf(pool).some((name) => selection.vmtas.has(foldName(name)))
  );
}

/** The first section of each VMTA and pool that mail cannot come to. A pool that nothing selects includes its members. */
export function unselectedSections(model: Model): SectionUse[] {
  const names = selectedNames(model);
  if (names === null) return [];
  const { vmtas, selection } = model;
  const unused = vmtas.vmtaNames.filter(
    (name) => !selection.vmtas.has(name) && vmtas.poolsOf(name).length === 0,
  );
  const pools = vmtas.poolNames.filter((name) => !names.has(name) && !servesMembers(model, name));
  return [...unused.map((name) => vmtas.vmta(name)[0]), ...pools.map((name) => vmtas.pool(name)[0])]
    .filter((section) => section !== undefined)
    .filter(
      ({ argument, isDefault }) =>
        !isDefault && argument !== null && !/^\{.*\}$/.test(argument) && !hasPlaceholder(argument),
    );
}
