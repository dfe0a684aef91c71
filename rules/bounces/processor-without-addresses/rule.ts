import {
  type DirectiveUse,
  isToBeFilledIn,
  listOf,
  type Model,
  quote,
  type Rule,
  type RuleContext,
  type SectionUse,
} from '../../kit.ts';
import { isWhollyKnown } from '../../../src/model/accounting-files.ts';
import { Relaying } from './analysis.ts';

/** The processors, and what comes to them. */
const PROCESSORS = {
  'bounce-processor': 'bounces that come back as mail',
  'feedback-loop-processor': 'complaints that providers send',
} as const;

const ITEMS = ['address', 'address-file', 'domain'];

/** Of a line of an address list, what of it nobody outside can send mail to; empty where all can be reached. */
function unreached(model: Model, use: DirectiveUse, relaying: Relaying): string[] {
  const value = (use.plainValue ?? '').toLowerCase();
  if (use.broken || value === '') return [];
  if (use.name === 'address') {
    // A local part alone and a pattern are for whatever domain the mail is taken for.
    const isOneAddress = /^[^/\s][^\s]*@[^\s@]+$/.test(value) && !isToBeFilledIn(value);
    return isOneAddress && !relaying.takesAddress(value) ? [value] : [];
  }
  const { names, usesMacro } = model.macros.expand(value);
  if (!usesMacro && isToBeFilledIn(use.plainValue ?? '')) return [];
  return names
    .map((name) => name.toLowerCase().replace(/\.$/, ''))
    .filter((name) => !relaying.takesDomain(name));
}

function checkProcessor(
  processor: SectionUse,
  what: string,
  relaying: Relaying,
  { model, report }: RuleContext,
): void {
  const lists = processor.sections.filter(({ kind }) => kind === 'address-list');
  const parts = [processor, ...processor.sections];
  if (!parts.every((section) => isWhollyKnown(model, section))) return;
  const items = lists.flatMap((list) => list.directives.filter(({ name }) => ITEMS.includes(name)));
  if (items.length === 0) {
    report({
      location: { file: processor.file, range: processor.tagRange },
      message: `this <${processor.kind}> has no addresses, so no mail comes to it: ${what} are not read, and who should be off the list gets more mail; name the domains or addresses in an <address-list> inside`,
    });
    return;
  }
  if (relaying.isOpen) return;
  for (const use of items) {
    const names = use.name === 'address-file' ? [] : unreached(model, use, relaying);
    if (names.length === 0) continue;
    const unless = relaying.knowsHostName ? '' : ', unless it is the name of this host';
    report({
      location: { file: use.file, range: use.nameRange },
      // Without host-name the name of the machine counts, which is not known here.
      ...(relaying.knowsHostName ? {} : { severity: 'info' }),
      message: `mail for ${listOf(names.map(quote), 4)} is turned away when others send it${unless}, for neither relay-domain nor relay-address nor host-name names it: ${what} never reach this <${processor.kind}>; add '${use.name === 'address' ? 'relay-address' : 'relay-domain'} ${names[0] ?? ''}'`,
    });
  }
}

export const rule: Rule = {
  id: 'processor-without-addresses',
  category: 'bounces',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a processor of bounces or complaints that no mail can come to',
  requires: Object.keys(PROCESSORS).map((kind) => `<${kind}>`),
  check(context) {
    const { model } = context;
    if (!model.isWhole) return;
    const relaying = new Relaying(model);
    for (const [kind, what] of Object.entries(PROCESSORS))
      for (const processor of model.sectionsOf(kind)) checkProcessor(processor, what, relaying, context);
  },
};
