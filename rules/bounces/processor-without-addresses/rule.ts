import { defineRule, isWhollyKnown, listOf, quote, type RuleContext, type SectionUse } from '../../kit.ts';
import { AcceptedMail } from './analysis.ts';

/** The mail that comes to each processor. */
const PROCESSORS = {
  'bounce-processor': 'bounces that come back as mail',
  'feedback-loop-processor': 'complaints that providers send',
} as const;

type Processor = keyof typeof PROCESSORS;

const ITEMS = ['address', 'address-file', 'domain'];

/** `directive` would accept the first of the names, which are addresses or domains. */
interface Refused extends Readonly<{ processor: Processor; names: readonly string[] }> {
  readonly directive: 'relay-address' | 'relay-domain';
  readonly knowsHostName: boolean;
}

const messages = {
  noAddresses: ({ processor }: { subject: string; processor: Processor }) => ({
    message: `this <${processor}> has no addresses, so no mail comes to it: ${PROCESSORS[processor]} are not read, and who should be off the list gets more mail; name the domains or addresses in an <address-list> inside`,
  }),
  refused: ({ processor, names, directive, knowsHostName }: Refused) => ({
    message: `mail for ${listOf(names.map(quote), 4)} is turned away when others send it${knowsHostName ? '' : ', unless it is the name of this host'}, for neither relay-domain nor relay-address nor host-name names it: ${PROCESSORS[processor]} never reach this <${processor}>; add '${directive} ${names[0] ?? ''}'`,
  }),
};

function checkProcessor(
  processor: Processor,
  section: SectionUse,
  accepted: AcceptedMail,
  { model, report }: RuleContext<typeof messages>,
): void {
  if (![section, ...section.sections].every((part) => isWhollyKnown(model, part))) return;
  const lists = section.sections.filter(({ kind }) => kind === 'address-list');
  const items = lists.flatMap((list) => list.directives.filter(({ name }) => ITEMS.includes(name)));
  const data = { subject: 'address-list', processor };
  if (items.length === 0) report({ location: section.tagLocation, messageId: 'noAddresses', data });
  for (const use of items) {
    const names = accepted.refusedIn(use);
    if (names.length === 0) continue;
    const { knowsHostName } = accepted;
    const directive = use.name === 'address' ? 'relay-address' : 'relay-domain';
    // Without host-name the name of the machine counts, which is not known here.
    const severity = knowsHostName ? 'warning' : 'info';
    const refused = { processor, names, directive, knowsHostName } as const;
    report({ location: use.nameLocation, severity, messageId: 'refused', data: refused });
  }
}

export const rule = defineRule({
  id: 'processor-without-addresses',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a processor of bounces or complaints that no mail can come to',
  requires: Object.keys(PROCESSORS).map((kind) => `<${kind}>`),
  messages,
  check(context) {
    const { model } = context;
    if (!model.knows('files')) return;
    const accepted = new AcceptedMail(model);
    for (const kind of Object.keys(PROCESSORS) as Processor[])
      for (const section of model.sectionsOf(kind)) checkProcessor(kind, section, accepted, context);
  },
});
