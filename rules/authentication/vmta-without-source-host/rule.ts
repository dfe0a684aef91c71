import {
  DEFAULT_VMTA,
  destinationOf,
  foldName,
  type Model,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
} from '../../kit.ts';
import { rivalGreetings } from './analysis.ts';

/** What gives a VMTA an address of its own, old names and proxies too. */
const OWN_ADDRESS = ['smtp-source-host', 'smtp-source-ip', 'smtp-proxy-source-host', 'use-proxy'];

/** Whether no mail of a VMTA goes out by SMTP, or all of it to hosts of the sender; a block for others names who gets it too. */
function isNoSender(model: Model, sections: readonly SectionUse[]): boolean {
  const blocks = sections.flatMap((section) => section.sections).filter(({ kind }) => kind === 'domain');
  const block = blocks.filter(({ argument }) => argument === '*').at(-1);
  if (block === undefined) return false;
  const destination = destinationOf(model, block);
  return destination === 'not-smtp' || (destination === 'own-hosts' && blocks.length === 1);
}

/** The VMTAs that mail can go through and that have no address of their own. */
function withoutAddress(model: Model): SectionUse[] {
  return [...model.selection.vmtas].flatMap((name) => {
    const sections = model.vmtas.vmta(name);
    const [section] = sections;
    if (section === undefined || name === foldName(DEFAULT_VMTA)) return [];
    const hasOwn = sections.some(({ directives }) =>
      // A name that is not known may be a slip for one that gives an address.
      directives.some((use) => OWN_ADDRESS.includes(use.name) || use.facts === undefined),
    );
    return hasOwn || isNoSender(model, sections) ? [] : [section];
  });
}

function checkAbsence({ model, report }: RuleContext): void {
  if (model.completeness !== 'full') return;
  const vmtas = withoutAddress(model);
  const hasGlobal = OWN_ADDRESS.some((name) => model.root.named(name).length > 0);
  // An address of the top level that no other mail goes out from is that VMTA's own.
  if (hasGlobal && vmtas.length === 1 && !model.selection.default) return;
  const where = hasGlobal
    ? 'the smtp-source-host of the top level, together with all other mail that has none'
    : 'whatever address the system picks, and greets with the name of the host';
  for (const section of vmtas) {
    report({
      location: { file: section.file, range: section.tagRange },
      message: `the VMTA ${quote(section.argument ?? '')} has no smtp-source-host, so its mail goes out from ${where}: providers judge it by the reputation of that address, and the name may not fit its reverse DNS; give it 'smtp-source-host ADDRESS HOSTNAME'`,
    });
  }
}

function checkNames({ model, report }: RuleContext): void {
  for (const { greeting, first } of rivalGreetings(model)) {
    const { use, address, host } = greeting;
    report({
      location: { file: use.file, range: use.nameRange },
      message: `the address ${quote(address)} greets as ${quote(host)} here and as ${quote(first.host)} in another VMTA: its reverse DNS can name one of them only, and providers slow down or refuse mail whose greeting does not fit; give each VMTA an address of its own, or all that share one the same name`,
      related: [
        { file: first.use.file, range: first.use.nameRange, message: 'another name for the address' },
      ],
    });
  }
}

export const rule: Rule = {
  id: 'vmta-without-source-host',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a VMTA without an address of its own, or an address that greets with several names',
  requires: ['<virtual-mta>'],
  check(context) {
    checkAbsence(context);
    checkNames(context);
  },
};
