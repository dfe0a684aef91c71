import { casesOf } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { domain, section } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

const AFTER = 'reenable-source-ip-after 4h';
const LIST = 'smtp-pattern-list x';

const list = (...actions: string[]): string =>
  section('smtp-pattern-list x', ...actions.map((action, index) => `reply /^421 ${index}/ ${action}`));
const DISABLING = list('mode=backoff', 'disable-source-ip');
const vmta = (...blocks: string[]): string => `<virtual-mta v>\n${blocks.join('')}</virtual-mta>\n`;

/** In mainWith the text begins on line 8, after DISABLING on line 12. */
const never = (at: string, ...related: string[]) =>
  ({
    messageId: 'neverReenabled',
    severity: 'warning',
    at,
    data: { list: 'x' },
    ...(related.length > 0 && { related }),
  }) as const;

const WITH_REFERENCE = domain('a.example', LIST);
const INCLUDED = mainWith(
  `${DISABLING}<domain a.example>\ninclude part\n</domain>\n<domain b.example>\ninclude part\n</domain>\n`,
);

testRule(rule, {
  accept: {
    ...casesOf(
      'a list with',
      [
        ['disable-source-ip,reenable-after=1h'],
        ['mode=backoff,disable-source-ip,reenable-after=1h'],
        ['mode=backoff'],
        ['disable-source'],
      ],
      (actions) => mainWith(list(...actions) + WITH_REFERENCE),
    ),
    'a list that no queue uses': mainWith(`${DISABLING}${domain('a.example', 'max-smtp-out 2')}`),
    'a list that is cleared': mainWith(
      DISABLING + domain('*', LIST, AFTER) + domain('a.example', 'smtp-pattern-list ""'),
    ),
    'a list that is not defined': mainWith(WITH_REFERENCE),
    'a time in the block': mainWith(DISABLING + domain('a.example', LIST, AFTER)),
    'a time for all domains': mainWith(DISABLING + WITH_REFERENCE + domain('*', AFTER)),
    'a time in the VMTA, and the list at the top': mainWith(
      DISABLING + domain('*', LIST) + vmta(domain('*', AFTER)),
    )
      .replace('    always-allow-relaying yes', '    always-allow-relaying yes\n    default-virtual-mta v')
      .replace('    process-x-virtual-mta yes\n', ''),
    'an IP that is to stay disabled': mainWith(
      DISABLING + domain('a.example', LIST, 'reenable-source-ip-after never'),
    ),
    'a queue whose mail another one takes': mainWith(
      DISABLING + domain('a.example', LIST, 'queue-to b.queue'),
    ),
    'a queue of another type': mainWith(DISABLING + domain('a.example', LIST, 'type discard')),
    'a block of a VMTA that nothing selects': mainWith(DISABLING + vmta(WITH_REFERENCE)).replace(
      'process-x-virtual-mta yes',
      'process-x-virtual-mta no',
    ),
    'an include that was not read': mainWith(`include missing\n${DISABLING}${WITH_REFERENCE}`),
    'a block with a line of a template engine': mainWith(
      `${DISABLING}<% all.each do |d| %>\n${WITH_REFERENCE}<% end %>\n`,
    ),
    'a fragment': DISABLING + WITH_REFERENCE,
    'a time in config-defaults': {
      texts: { config: mainWith(DISABLING + WITH_REFERENCE), 'config-defaults': domain('*', AFTER) },
    },
  },
  report: {
    'a list that disables without a time': {
      texts: mainWith(DISABLING + WITH_REFERENCE),
      findings: [never('13 smtp-pattern-list', '10 reply')],
    },
    'a list of which one rule has no time': {
      texts: mainWith(list('disable-source-ip,reenable-after=1h', 'disable-source-ip') + WITH_REFERENCE),
      findings: [never('13 smtp-pattern-list', '10 reply')],
    },
    'a rule with backoff too': {
      texts: mainWith(list('mode=backoff,disable-source-ip') + WITH_REFERENCE),
      findings: [never('12 smtp-pattern-list', '9 reply')],
    },
    'a list with another case of its name': {
      texts: mainWith(DISABLING.replace('list x', 'list X') + WITH_REFERENCE),
      findings: [never('13 smtp-pattern-list')],
    },
    'each reference whose queues have no time': {
      texts: mainWith(
        DISABLING + domain('*', LIST) + domain('a.example', LIST, AFTER) + domain('b.example', LIST),
      ),
      findings: [never('13 smtp-pattern-list'), never('20 smtp-pattern-list')],
    },
    'a reference that other blocks inherit, once': {
      texts: mainWith(DISABLING + domain('*', LIST) + domain('a.example', 'max-smtp-out 2')),
      findings: [never('13 smtp-pattern-list')],
    },
    'a reference in an included file, once': {
      texts: { config: INCLUDED, part: `${LIST}\n` },
      findings: [never('part:1 smtp-pattern-list')],
    },
    'a reference in a VMTA': {
      texts: mainWith(DISABLING + vmta(WITH_REFERENCE)),
      findings: [never('14 smtp-pattern-list')],
    },
    'a time in one VMTA, and none for the default one': {
      texts: mainWith(DISABLING + domain('*', LIST) + vmta(domain('*', AFTER))),
      findings: [never('13 smtp-pattern-list')],
    },
    'a time for another domain': {
      texts: mainWith(DISABLING + WITH_REFERENCE + domain('b.example', AFTER)),
      findings: [never('13 smtp-pattern-list')],
    },
  },
  fix: {
    'the block of the reference': {
      texts: mainWith(DISABLING + domain('a.example', LIST, 'max-smtp-out 2')),
      fixed: mainWith(DISABLING + domain('a.example', LIST, AFTER, 'max-smtp-out 2')),
      effect: 'unsafe',
      title: 'enable source IPs again after 4h',
    },
    'an included file': {
      texts: { config: INCLUDED, part: `${LIST}\n` },
      fixed: { part: `${LIST}\n${AFTER}\n` },
    },
  },
});
