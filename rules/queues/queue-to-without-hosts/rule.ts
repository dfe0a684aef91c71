import { defineRule, domainLines, type Extent, extentOfLine, extentWords, listOf, quote } from '../../kit.ts';
import { deliversBySmtp } from '../_shared/delivery.ts';
import { bareDomains, isDeadEnd } from './analysis.ts';

export const rule = defineRule({
  id: 'queue-to-without-hosts',
  category: 'queues',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'mail that is moved to a queue without hosts, or sent to the host of a bare domain',
  requires: ['queue-to', 'smtp-hosts', 'route'],
  messages: {
    deadEnd: ({ queue, extent }: { queue: string; extent: Extent }) => ({
      message: `${quote(`queue-to ${queue}`)} leads nowhere: ${quote(queue)} is no domain of the DNS, and no smtp-hosts says where its mail goes, so all of it waits there until it bounces; set smtp-hosts in <domain ${queue}>, such as lookup-mx: and the domain that the mail is for${extentWords(extent)}`,
    }),
    bareDomain: (data: { directive: string; value: string; domains: readonly string[]; extent: Extent }) => ({
      message: `${quote(`${data.directive} ${data.value}`)} is a list of hosts: mail goes to the address of ${listOf(data.domains.map(quote), 4)} itself, most often a web server that takes no mail, and not to the mail exchangers of the domain; write ${quote(`lookup-mx:${data.domains[0] ?? ''}`)} to have those looked up${extentWords(data.extent)}`,
    }),
  },
  check({ model, report }) {
    for (const line of domainLines(model, 'smtp-hosts')) {
      const { use, value, blocks } = line;
      const isUsed = blocks.some((block) => deliversBySmtp(model, block));
      const domains = isUsed ? bareDomains(model, line) : [];
      if (domains.length === 0) continue;
      report({
        location: use.nameLocation,
        severity: 'warning',
        messageId: 'bareDomain',
        data: { directive: use.name, value, domains, extent: extentOfLine(model, line) },
      });
    }
    if (model.completeness !== 'full') return;
    for (const line of domainLines(model, 'queue-to')) {
      if (!isDeadEnd(model, line)) continue;
      report({
        location: line.use.nameLocation,
        messageId: 'deadEnd',
        data: { queue: line.value, extent: extentOfLine(model, line) },
      });
    }
  },
});
