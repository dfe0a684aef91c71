import { quote, type Rule } from '../../kit.ts';
import { onlyVmta } from './analysis.ts';

export const rule: Rule = {
  id: 'mixed-traffic',
  category: 'queues',
  severity: 'info',
  preset: 'strict',
  fix: 'none',
  summary: 'all mail goes out through one VMTA, whatever kind it is of',
  requires: ['<source>'],
  check({ model, report }) {
    const name = onlyVmta(model);
    if (name === null) return;
    const [section = model.root] = model.vmtas.vmta(name);
    const what =
      section === model.root
        ? 'there is no <virtual-mta> that mail goes through, so all of it is sent from the addresses of this host'
        : `all mail goes out through the VMTA ${quote(section.argument ?? '')}: no pool, no pattern-list and no source selects another`;
    report({
      location: { file: section.file, range: section.tagRange },
      message: `${what}; providers judge an address by all that comes from it, so a campaign that draws complaints slows down receipts and password mails too; give each kind of mail a VMTA of its own, with default-virtual-mta in its source or a pattern-list`,
    });
  },
};
