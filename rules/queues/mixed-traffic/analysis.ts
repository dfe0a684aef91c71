import { DEFAULT_VMTA, isToBeFilledIn, type Model } from '../../kit.ts';
import { takesApiMail } from '../_shared/unselected.ts';

/** A domain that no block names: its queue has the settings of all mail that is not provided for. */
const UNNAMED = 'name.invalid';

/** Whether mail goes on through hosts that choose the address it is sent from, or not by SMTP at all. */
function leavesElsewhere(model: Model, vmta: string): boolean {
  const queue = model.queue(UNNAMED, vmta);
  const type = queue.value('type') ?? '';
  if (type !== '' && type.toLowerCase() !== 'smtp') return true;
  return ['queue-to', 'smtp-hosts'].some((directive) => (queue.value(directive) ?? '') !== '');
}

/**
 * The name, folded, of the one VMTA that all mail goes out through; null where there are several, clients may choose
 * another, or it cannot be told.
 */
export function onlyVmta(model: Model): string | null {
  if (model.completeness !== 'full' || takesApiMail(model) || !model.selection.hasSenders) return null;
  if (model.references.some(({ kind, name }) => kind.startsWith('virtual-mta') && isToBeFilledIn(name)))
    return null;
  const names = new Set(model.selection.vmtas);
  if (model.selection.default) names.add(DEFAULT_VMTA);
  const [only] = names;
  return names.size !== 1 || only === undefined || leavesElsewhere(model, only) ? null : only;
}
