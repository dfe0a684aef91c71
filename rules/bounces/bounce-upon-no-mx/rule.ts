import {
  booleanOf,
  destinationOf,
  domainLines,
  extentOfLine,
  extentWords,
  type Model,
  quote,
  type Rule,
  type SectionUse,
  valueFor,
} from '../../kit.ts';

/** Whether MX records are asked for in the queues of a block: hosts of its own, another queue or type leave no need. */
function asksForMx(model: Model, block: SectionUse): boolean {
  return destinationOf(model, block) === 'others' && valueFor(model, block, 'smtp-hosts') === '';
}

export const rule: Rule = {
  id: 'bounce-upon-no-mx',
  category: 'bounces',
  severity: 'info',
  preset: 'strict',
  fix: 'none',
  summary: 'mail for domains that have an address and no MX record bounces at once',
  requires: ['bounce-upon-no-mx'],
  check({ model, report }) {
    for (const line of domainLines(model, 'bounce-upon-no-mx')) {
      const { use, value, blocks } = line;
      if (booleanOf(value) !== true || !blocks.some((block) => asksForMx(model, block))) continue;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(`bounce-upon-no-mx ${value}`)} bounces mail for domains without an MX record, though RFC 5321 sends it to their address record then: people behind small domains are lost as hard bounces, in a DNS fault many at once; 'no' is the default${extentWords(extentOfLine(model, line))}`,
      });
    }
  },
};
