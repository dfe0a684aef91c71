import { defineRule, foldName, getOrMake, hasPlaceholder, placementOf, quote } from '../../kit.ts';
import type { DirectiveUse, Model, RuleContext, SectionUse } from '../../kit.ts';

const REFUSED = 'PowerMTA refuses to load the file';

/** A section, and the earlier one that it clashes with. */
type Clash = Record<'kind' | 'name' | 'other' | 'otherName', string>;

const messages = {
  sameName: ({ kind, other, name }: Clash) => ({
    message: `the ${kind} ${quote(name)} has the name of a ${other}; VMTAs and pools share their names; give one of them another name and change what refers to it; ${REFUSED}`,
  }),
  differentCase: ({ kind, other, name, otherName }: Clash) => ({
    message: `the ${kind} ${quote(name)} and the ${other} ${quote(otherName)} differ only in case; VMTAs and pools share their names, and PowerMTA may take the two for one and refuse to load the file`,
  }),
  twoPools: ({ vmta, pool }: { vmta: string; pool: string }) => ({
    message: `the VMTA ${quote(vmta)} is in the pool ${quote(pool)} too, and both pools hold <domain> sections; a VMTA inherits from one pool only; take it out of one, or move the <domain> sections of one pool out; ${REFUSED}`,
  }),
};
type Context = RuleContext<typeof messages>;

function isOwn(model: Model, section: SectionUse): boolean {
  return !section.isDefault && placementOf(model, section) === 'sound';
}

/** Reports a VMTA and a pool with the same name. */
function checkName(folded: string, { model, report }: Context): void {
  const vmta = model.vmtas.vmta(folded).find((section) => isOwn(model, section));
  const pool = model.vmtas.pool(folded).find((section) => isOwn(model, section));
  if (vmta === undefined || pool === undefined || hasPlaceholder(folded)) return;
  const [earlier, later] = vmta.order < pool.order ? [vmta, pool] : [pool, vmta];
  const [kind = '', other = ''] = later === pool ? ['pool', 'VMTA'] : ['VMTA', 'pool'];
  const [name, otherName] = [later.argument ?? '', earlier.argument ?? ''];
  const data = { kind, other, name, otherName };
  const related = [{ ...earlier.tagLocation, message: `the ${other}` }];
  const { tagLocation: location } = later;
  if (name === otherName) report({ location, messageId: 'sameName', data, related });
  else report({ location, severity: 'warning', messageId: 'differentCase', data, related });
}

/** The lines that put a VMTA into a pool that has `<domain>` sections, in reading order. */
function membersOf(model: Model): DirectiveUse[] {
  const members = model.vmtas.poolNames.flatMap((pool) => {
    const parts = model.vmtas.pool(pool).filter((part) => isOwn(model, part));
    const sections = parts.flatMap((part) => part.sections);
    const hasDomains = sections.some((section) => section.kind === 'domain' && isOwn(model, section));
    return hasDomains ? parts.flatMap((part) => part.named('virtual-mta')) : [];
  });
  return members.sort((a, b) => a.order - b.order);
}

/** Reports VMTAs that would inherit the settings of more than one pool. */
function checkMembers({ model, report }: Context): void {
  const known = new Map<string, DirectiveUse>();
  for (const use of membersOf(model)) {
    const vmta = use.plainValue;
    if (vmta === null || use.broken || hasPlaceholder(vmta)) continue;
    const first = getOrMake(known, foldName(vmta), () => use);
    const pool = first.section.argument ?? '';
    if (foldName(pool) === foldName(use.section.argument ?? '')) continue;
    const related = [{ ...first.nameLocation, message: `in the pool ${quote(pool)}` }];
    report({ location: use.nameLocation, messageId: 'twoPools', data: { vmta, pool }, related });
  }
}

export const rule = defineRule({
  id: 'name-clash',
  category: 'names',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'a pool and a VMTA of one name, or a VMTA in two pools that both hold <domain>',
  requires: ['<virtual-mta-pool>'],
  messages,
  check(context) {
    for (const name of context.model.vmtas.poolNames) checkName(name, context);
    checkMembers(context);
  },
});
