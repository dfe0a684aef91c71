import {
  booleanOf,
  count,
  DEFAULT_VMTA,
  type DirectiveUse,
  domainLines,
  foldName,
  listOf,
  type Model,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
  usesIn,
} from '../../kit.ts';
import { representativeDomains } from '../../../src/model/queues/reach.ts';
import { SigningKeys } from '../_shared/signing.ts';

/** Where signing is switched on: the first line of the top level, of each VMTA and of each pool. */
interface Switches {
  readonly global: DirectiveUse | undefined;
  readonly vmtas: ReadonlyMap<string, DirectiveUse>;
  readonly pools: ReadonlyMap<string, DirectiveUse>;
}

function switchesOf(model: Model): Switches {
  let global: DirectiveUse | undefined;
  const vmtas = new Map<string, DirectiveUse>();
  const pools = new Map<string, DirectiveUse>();
  for (const { use, value, blocks } of domainLines(model, 'dkim-sign')) {
    if (booleanOf(value) !== true) continue;
    for (const { parent } of blocks) {
      const name = foldName(parent?.argument ?? '');
      if (parent === model.root) global ??= use;
      else if (parent?.kind === 'virtual-mta' && !vmtas.has(name)) vmtas.set(name, use);
      else if (parent?.kind === 'virtual-mta-pool' && !pools.has(name)) pools.set(name, use);
    }
  }
  return { global, vmtas, pools };
}

/** Whether what the top level says of signing is hidden in a VMTA by the `<domain *>` of itself or its pool. */
function hidesGlobal({ vmtas }: Model, vmta: string): boolean {
  const { vmta: own, pool } = vmtas.scopesOf(vmta);
  return [own, pool].some((index) => index?.all.some((block) => usesIn(block).has('dkim-sign')) === true);
}

/** Whether no line sends mail anywhere but by SMTP. */
function sendsAllBySmtp(model: Model): boolean {
  return domainLines(model, 'type').every(({ value }) => value.toLowerCase() === 'smtp');
}

/** Whether some mail of a VMTA (null for {default}) is both signed and sent by SMTP: PowerMTA signs nothing else. */
function sendsSigned(model: Model, vmta: string | null): boolean {
  for (const domain of representativeDomains(model)) {
    const queue = model.queue(domain, vmta);
    if (queue.type === 'smtp' && booleanOf(queue.value('dkim-sign') ?? '') === true) return true;
  }
  return false;
}

/** VMTAs whose mail would be signed and has no key, by the tag that a key belongs into. */
interface Lack {
  readonly tag: SectionUse;
  readonly switch: DirectiveUse;
  readonly vmtas: string[];
}

function lacksOf(model: Model): Lack[] {
  const keys = new SigningKeys(model);
  if (keys.everywhere) return [];
  const switches = switchesOf(model);
  const allBySmtp = sendsAllBySmtp(model);
  const lacks = new Map<SectionUse | DirectiveUse, Lack>();
  const { selection, vmtas } = model;
  for (const name of [...selection.vmtas, ...(selection.default ? [DEFAULT_VMTA] : [])]) {
    const [section] = vmtas.vmta(name);
    if (section === undefined || keys.reach(name)) continue;
    const { poolName } = vmtas.scopesOf(name);
    const [ofVmta, ofPool] = [switches.vmtas.get(name), switches.pools.get(poolName ?? '')];
    const pool = vmtas.pool(poolName ?? '')[0];
    const global = hidesGlobal(model, name) ? undefined : switches.global;
    const on = ofVmta ?? ofPool ?? global;
    if (on === undefined) continue;
    if (!allBySmtp && !sendsSigned(model, name === DEFAULT_VMTA ? null : name)) continue;
    const tag = ofVmta === undefined && ofPool !== undefined ? (pool ?? section) : section;
    // What one line of the top level switches on for many VMTAs is one lack.
    const key = ofVmta === undefined && ofPool === undefined ? on : tag;
    const known = lacks.get(key);
    if (known === undefined) lacks.set(key, { tag, switch: on, vmtas: [section.argument ?? name] });
    else known.vmtas.push(section.argument ?? name);
  }
  return [...lacks.values()];
}

const HARM = 'nothing is signed, and bulk mail without a signature is rejected or filed as spam';

function reportLack({ tag, switch: on, vmtas }: Lack, { report }: RuleContext): void {
  const whose =
    vmtas.length > 1 ? `the VMTAs ${listOf(vmtas.map(quote), 5)}` : `the VMTA ${quote(vmtas[0] ?? '')}`;
  report({
    location: { file: tag.file, range: tag.tagRange },
    message: `dkim-sign is on for mail through ${whose}, and no domain-key is there for it, neither here nor in a pool or at the top level: ${HARM}`,
    related: [{ file: on.file, range: on.nameRange, message: 'signing is switched on' }],
  });
}

export const rule: Rule = {
  id: 'dkim-without-key',
  category: 'authentication',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'mail is to be signed with DKIM, and there is no key to do it with',
  requires: ['dkim-sign'],
  check(context) {
    const { model, report } = context;
    if (model.completeness === 'partial') return;
    for (const lack of lacksOf(model)) reportLack(lack, context);
    // Without any VMTA there is no tag to stand at, and only one thing that the mail can go through.
    if (model.vmtas.vmtaNames.length > 0 || !model.selection.default) return;
    const { global } = switchesOf(model);
    if (global === undefined || new SigningKeys(model).everywhere) return;
    if (!sendsAllBySmtp(model) && !sendsSigned(model, null)) return;
    const lines = domainLines(model, 'dkim-sign').filter(({ value }) => booleanOf(value) === true).length;
    const also = lines > 1 ? ` (and ${count(lines - 1, 'more line')} like it)` : '';
    report({
      location: { file: global.file, range: global.nameRange },
      message: `dkim-sign is on${also}, and there is no domain-key: ${HARM}`,
    });
  },
};
