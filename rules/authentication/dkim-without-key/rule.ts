import {
  booleanOf,
  count,
  DEFAULT_VMTA,
  defineRule,
  domainLines,
  getOrMake,
  listOf,
  quote,
} from '../../kit.ts';
import type { DirectiveUse, Model, SectionUse } from '../../kit.ts';
import { representativeDomains } from '../../../src/model/queues/reach.ts';
import { nameOfSection, SigningKeys } from '../_shared/signing.ts';

/** The lines that switch signing on. */
function signingLines(model: Model) {
  return domainLines(model, 'dkim-sign').filter(({ value }) => booleanOf(value) === true);
}

/** The first line that switches signing on in the configuration as a whole, in each VMTA and in each pool. */
function switchesOf(model: Model): ReadonlyMap<string, DirectiveUse> {
  const switches = new Map<string, DirectiveUse>();
  for (const { use, blocks } of signingLines(model)) {
    for (const { parent } of blocks)
      if (parent !== null) getOrMake(switches, nameOfSection(parent), () => use);
  }
  return switches;
}

/** Whether the `<domain *>` of a VMTA or of its pool overrides a global `dkim-sign`. */
function overridesGlobal({ vmtas }: Model, vmta: string): boolean {
  const { vmta: own, pool } = vmtas.scopesOf(vmta);
  return [own, pool].some((index) => index?.all.some((block) => block.settings.has('dkim-sign')) === true);
}

/** Whether no line sends mail anywhere but by SMTP. */
function sendsAllBySmtp(model: Model): boolean {
  return domainLines(model, 'type').every(({ value }) => value.toLowerCase() === 'smtp');
}

/** Whether some mail of a VMTA (null for {default}) is both signed and sent by SMTP: PowerMTA signs nothing else. */
function sendsSigned(model: Model, vmta: string | null): boolean {
  return [...representativeDomains(model)].some((domain) => {
    const queue = model.queue(domain, vmta);
    return queue.type === 'smtp' && booleanOf(queue.value('dkim-sign') ?? '') === true;
  });
}

/** VMTAs whose mail would be signed and that have no key, with the section that a key belongs in. */
interface MissingKey {
  readonly section: SectionUse;
  readonly switch: DirectiveUse;
  readonly vmtas: string[];
}

function missingKeys(model: Model, keys: SigningKeys, switches: ReadonlyMap<string, DirectiveUse>) {
  const allBySmtp = sendsAllBySmtp(model);
  const missing = new Map<SectionUse | DirectiveUse, MissingKey>();
  const { selection, vmtas } = model;
  for (const name of [...selection.vmtas, ...(selection.default ? [DEFAULT_VMTA] : [])]) {
    const [vmta] = vmtas.vmta(name);
    if (vmta === undefined || keys.reach(name)) continue;
    const { poolName } = vmtas.scopesOf(name);
    const ofVmta = switches.get(`virtual-mta ${name}`);
    const ofPool = switches.get(`virtual-mta-pool ${poolName ?? ''}`);
    const global = overridesGlobal(model, name) ? undefined : switches.get(nameOfSection(model.root));
    const on = ofVmta ?? ofPool ?? global;
    if (on === undefined) continue;
    if (!allBySmtp && !sendsSigned(model, name === DEFAULT_VMTA ? null : name)) continue;
    const [pool = vmta] = vmtas.pool(poolName ?? '');
    const section = ofVmta === undefined && ofPool !== undefined ? pool : vmta;
    // What one global line switches on for many VMTAs is one finding.
    const key = ofVmta === undefined && ofPool === undefined ? on : section;
    getOrMake(missing, key, () => ({ section, switch: on, vmtas: [] as string[] })).vmtas.push(
      vmta.argument ?? name,
    );
  }
  const global = switchForDefault(model, keys, switches, allBySmtp);
  if (global !== undefined) missing.get(global)?.vmtas.push(DEFAULT_VMTA);
  return { missing: [...missing.values()], global: global && missing.has(global) ? undefined : global };
}

/**
 * The global line that switches signing on for mail through {default}, where that has neither a section nor a key. Where
 * clients can name a VMTA, and there are VMTAs, none: they may always name one.
 */
function switchForDefault(
  model: Model,
  keys: SigningKeys,
  switches: ReadonlyMap<string, DirectiveUse>,
  allBySmtp: boolean,
) {
  const { selection, vmtas } = model;
  if (!selection.default || vmtas.vmta(DEFAULT_VMTA).length > 0 || keys.reach(null)) return undefined;
  // Where no source is known to send, it is not known either what goes through {default}.
  if ((selection.isFree || !selection.hasSenders) && vmtas.vmtaNames.length > 0) return undefined;
  return allBySmtp || sendsSigned(model, null) ? switches.get(nameOfSection(model.root)) : undefined;
}

const HARM = 'nothing is signed, and bulk mail without a signature is rejected or filed as spam';

function likeIt(lines: number) {
  return lines > 1 ? ` (and ${count(lines - 1, 'more line')} like it)` : '';
}

export const rule = defineRule({
  id: 'dkim-without-key',
  category: 'authentication',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'mail is to be signed with DKIM, and there is no key to do it with',
  requires: ['dkim-sign'],
  messages: {
    noKeyForVmtas: ({ vmtas }: { subject: string; vmtas: readonly string[] }) => ({
      message: `dkim-sign is on for mail through the ${vmtas.length > 1 ? 'VMTAs' : 'VMTA'} ${listOf(vmtas.map(quote), 5)}, and no domain-key is there for it, neither here nor in a pool or at the top level: ${HARM}`,
    }),
    noKeyForDefault: ({ lines }: { lines: number }) => ({
      message: `dkim-sign is on${likeIt(lines)} for mail through ${DEFAULT_VMTA}, and no domain-key is there for it: ${HARM}`,
    }),
    noKey: ({ lines }: { lines: number }) => ({
      message: `dkim-sign is on${likeIt(lines)}, and there is no domain-key: ${HARM}`,
    }),
  },
  check({ model, report }) {
    if (!model.knows('blocks')) return;
    const keys = new SigningKeys(model);
    if (keys.everywhere) return;
    const switches = switchesOf(model);
    const { missing, global } = missingKeys(model, keys, switches);
    for (const { section, switch: on, vmtas } of missing) {
      report({
        location: section.tagLocation,
        messageId: 'noKeyForVmtas',
        data: { subject: 'domain-key', vmtas },
        related: [{ ...on.nameLocation, message: 'signing is switched on' }],
      });
    }
    if (global === undefined) return;
    const lines = signingLines(model).filter(({ blocks }) =>
      blocks.some(({ parent }) => parent === model.root),
    ).length;
    // {default} has no tag to report.
    report({
      location: global.nameLocation,
      messageId: model.vmtas.vmtaNames.length > 0 ? 'noKeyForDefault' : 'noKey',
      data: { lines },
    });
  },
});
