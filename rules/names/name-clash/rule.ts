import {
  type DirectiveUse,
  foldName,
  isToBeFilledIn,
  type Model,
  placementOf,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
} from '../../kit.ts';

const REFUSED = 'PowerMTA refuses to load the file';

function isOwn(model: Model, section: SectionUse): boolean {
  return !section.isDefault && placementOf(model, section) === 'sound';
}

/** A VMTA and a pool that cannot be told apart by their name. */
function checkName(name: string, { model, report }: RuleContext): void {
  const vmta = model.vmtas.vmta(name).find((section) => isOwn(model, section));
  const pool = model.vmtas.pool(name).find((section) => isOwn(model, section));
  if (vmta === undefined || pool === undefined || isToBeFilledIn(name)) return;
  const [earlier, later] = vmta.order < pool.order ? [vmta, pool] : [pool, vmta];
  const [what, other] = later === pool ? ['pool', 'VMTA'] : ['VMTA', 'pool'];
  const isSame = later.argument === earlier.argument;
  report({
    location: { file: later.file, range: later.tagRange },
    severity: isSame ? 'error' : 'warning',
    message: isSame
      ? `the ${what} ${quote(later.argument ?? '')} has the name of a ${other}; VMTAs and pools share their names; give one of them another name and change what refers to it; ${REFUSED}`
      : `the ${what} ${quote(later.argument ?? '')} and the ${other} ${quote(earlier.argument ?? '')} differ only in case; VMTAs and pools share their names, and PowerMTA may take the two for one and refuse to load the file`,
    related: [{ file: earlier.file, range: earlier.tagRange, message: `the ${other}` }],
  });
}

/** A pool with settings of its own, for each line that puts a VMTA into one. */
function* memberships(model: Model): Generator<{ pool: string; use: DirectiveUse }> {
  for (const pool of model.vmtas.poolNames) {
    const parts = model.vmtas.pool(pool).filter((part) => isOwn(model, part));
    const domains = parts.flatMap((part) => part.sections.filter((inner) => inner.kind === 'domain'));
    if (!domains.some((domain) => isOwn(model, domain))) continue;
    for (const use of parts.flatMap((part) => part.named('virtual-mta'))) yield { pool, use };
  }
}

/** VMTAs that would inherit the settings of more than one pool. */
function checkMembers({ model, report }: RuleContext): void {
  const known = new Map<string, { pool: string; use: DirectiveUse }>();
  for (const { pool, use } of [...memberships(model)].sort((a, b) => a.use.order - b.use.order)) {
    const name = use.plainValue;
    if (name === null || use.broken || isToBeFilledIn(name)) continue;
    const first = known.get(foldName(name));
    if (first === undefined) known.set(foldName(name), { pool, use });
    else if (first.pool !== pool) reportMember(name, first.use, use);
  }

  function reportMember(name: string, earlier: DirectiveUse, later: DirectiveUse): void {
    const other = quote(earlier.section.argument ?? '');
    report({
      location: { file: later.file, range: later.nameRange },
      message: `the VMTA ${quote(name)} is in the pool ${other} too, and both pools hold <domain> sections; a VMTA inherits from one pool only; take it out of one, or move the <domain> sections of one pool out; ${REFUSED}`,
      related: [{ file: earlier.file, range: earlier.nameRange, message: `in the pool ${other}` }],
    });
  }
}

export const rule: Rule = {
  id: 'name-clash',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'a pool and a VMTA of one name, or a VMTA in two pools that both hold <domain>',
  requires: ['<virtual-mta-pool>'],
  check(context) {
    for (const name of context.model.vmtas.poolNames) checkName(name, context);
    checkMembers(context);
  },
};
