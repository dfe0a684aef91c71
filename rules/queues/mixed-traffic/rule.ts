import { DEFAULT_VMTA, defineRule, hasPlaceholder, type Model, quote } from '../../kit.ts';
import { hasDestination } from '../_shared/delivery.ts';
import { takesApiMail } from '../_shared/api-mail.ts';

/** A domain that no block names: its queue has the settings of all mail without a block. */
const UNNAMED = 'name.invalid';

/**
 * The name, folded, of the one VMTA that all mail goes out through; null where there are several, clients may choose
 * another, a relay chooses the IP, or it is not known.
 */
function onlyVmta(model: Model): string | null {
  const { selection, references } = model;
  if (!model.knows('lines') || takesApiMail(model) || !selection.hasSenders) return null;
  if (references.some(({ kind, name }) => kind.startsWith('virtual-mta') && hasPlaceholder(name)))
    return null;
  const [only, ...others] = new Set([...selection.vmtas, ...(selection.default ? [DEFAULT_VMTA] : [])]);
  const isOnly = only !== undefined && others.length === 0;
  return isOnly && !hasDestination(model.queue(UNNAMED, only)) ? only : null;
}

const ADVICE =
  'providers judge an address by all that comes from it, so a campaign that draws complaints slows down receipts and password mails too; give each kind of mail a VMTA of its own, with default-virtual-mta in its source or a pattern-list';

export const rule = defineRule({
  id: 'mixed-traffic',
  category: 'queues',
  severity: 'info',
  preset: 'strict',
  fixes: [],
  summary: 'all mail goes out through one VMTA, whatever kind it is of',
  requires: ['<source>'],
  messages: {
    oneVmta: ({ vmta }: { vmta: string }) => ({
      message: `all mail goes out through the VMTA ${quote(vmta)}: no pool, no pattern-list and no source selects another; ${ADVICE}`,
    }),
    noVmta: ({ subject }: { subject: string }) => ({
      message: `there is no <${subject}> that mail goes through, so all of it is sent from the addresses of this host; ${ADVICE}`,
    }),
  },
  check({ model, report }) {
    const name = onlyVmta(model);
    if (name === null) return;
    const [vmta] = model.vmtas.vmta(name);
    report({
      location: (vmta ?? model.root).tagLocation,
      ...(vmta === undefined
        ? { messageId: 'noVmta', data: { subject: 'virtual-mta' } }
        : { messageId: 'oneVmta', data: { vmta: vmta.argument ?? '' } }),
    });
  },
});
