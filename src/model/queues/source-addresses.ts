import type { SectionUse } from '../source/content.ts';
import type { Model } from '../model.ts';

function addressesIn(sections: readonly SectionUse[]): Set<string> {
  const uses = sections.flatMap((section) => section.named('smtp-source-host'));
  return new Set(uses.flatMap((use) => (use.plainValue ?? '').split(/\s+/)[0]?.toLowerCase() ?? []));
}

/** The source IPs of a VMTA (null: {default}), lower case: its own, else the top level's; empty for none. */
export function sourceAddressesOf(model: Model, vmta: string | null): ReadonlySet<string> {
  const own = addressesIn(model.vmtas.vmta(vmta ?? '{default}'));
  return own.size === 0 ? addressesIn([model.root]) : own;
}
