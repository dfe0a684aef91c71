import type { DirectiveUse } from '../source/content.ts';
import { foldName } from '../../catalog/decisions.ts';
import type { Reference } from '../names/references.ts';
import type { Source, Sources } from './sources.ts';
import { DEFAULT_VMTA, type Vmtas } from './vmtas.ts';

/** Which VMTAs mail can go through. Names are folded. */
export interface Selection {
  readonly default: boolean;
  readonly vmtas: ReadonlySet<string>;
  /** Whether clients can name any VMTA or pool themselves, or their connection does. */
  readonly isFree: boolean;
  /** Whether a source lets mail for other domains in at all. */
  readonly hasSenders: boolean;
}

const BY_ADDRESS = 'by-smtp-source-ip';

/** The source that files in the pickup folder come from. */
const PICKUP = '{pickup}';

/** Sources that may relay or use the API, and the pickup folder. A named source inherits from the client's IP. */
function sendingSources(sources: Sources, authenticated: readonly string[], hasPickup: boolean): Source[] {
  const mayRelay = (source: Source): boolean => sources.isOn(source, 'always-allow-relaying');
  const maySubmit = (source: Source): boolean => sources.isOn(source, 'always-allow-api-submission');
  const pickup = sources.named(PICKUP) ?? { name: PICKUP, range: null, sections: [] };
  const ofListeners = new Set(sources.listeners.map((listener) => foldName(listener.sourceName ?? '')));
  const addressesRelay = sources.all.some((source) => source.range !== null && mayRelay(source));
  const others = sources.all.filter((source) => {
    const name = foldName(source.name);
    if (source === pickup) return false;
    const leavesOpen = sources.setting(source, 'always-allow-relaying').source !== source;
    const byAddress = addressesRelay && leavesOpen && source.range === null && ofListeners.has(name);
    return (
      (mayRelay(source) || maySubmit(source) || byAddress || authenticated.includes(name)) &&
      sources.isOn(source, 'smtp-service')
    );
  });
  return hasPickup || pickup.sections.length > 0 ? [...others, pickup] : others;
}

/** Whether a line puts a VMTA into a pool, which alone selects neither. */
export function isMember(use: DirectiveUse): boolean {
  return use.section.kind === 'virtual-mta-pool' && use.name === 'virtual-mta';
}

/** What besides sources decides which mail comes in. */
interface Senders {
  /** The lines that name the sources of users. */
  readonly users: readonly DirectiveUse[];
  readonly hasUsers: boolean;
  readonly hasPickup: boolean;
  /** Whether mail is taken for relay domains alone where no source may relay. */
  readonly takesOwnMailOnly: boolean;
}

/** The VMTAs that a message for other domains can get from a source, pattern list, pool, cold VMTA, reroute or its sender. */
export function selectVmtas(
  vmtas: Vmtas,
  sources: Sources,
  references: readonly Reference[],
  { users, hasUsers, hasPickup, takesOwnMailOnly }: Senders,
): Selection {
  const authenticated = hasUsers ? ['{auth}', ...users.map((use) => foldName(use.plainValue ?? ''))] : [];
  const sending = sendingSources(sources, authenticated, hasPickup);
  const defaultOf = (source: Source): string => sources.setting(source, 'default-virtual-mta').value ?? '';
  const free =
    sending.some(
      (source) => sources.isOn(source, 'process-x-virtual-mta') || sources.isOn(source, 'allow-mailmerge'),
    ) || sources.all.some((source) => defaultOf(source).toLowerCase() === BY_ADDRESS);
  const usesDefault =
    (sending.length === 0 && !takesOwnMailOnly) ||
    sending.some((source) => ['', DEFAULT_VMTA].includes(foldName(defaultOf(source))));
  const base = { default: usesDefault, isFree: free, hasSenders: sending.length > 0 };
  if (free) return { ...base, vmtas: new Set(vmtas.vmtaNames) };
  const named = references
    .filter(({ kind, use }) => kind.startsWith('virtual-mta') && !isMember(use))
    .map(({ name }) => foldName(name));
  const selected = new Set<string>();
  for (const name of named) {
    if (vmtas.vmta(name).length > 0) selected.add(name);
    for (const member of vmtas.membersOf(name)) selected.add(foldName(member));
  }
  return { ...base, vmtas: selected };
}
