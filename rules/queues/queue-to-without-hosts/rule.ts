import { dataOfLine, defineRule, domainLines, extentWords, type LineData, listOf, quote } from '../../kit.ts';
import { deliversBySmtp } from '../_shared/delivery.ts';
import { bareDomains, isDeadEnd } from './analysis.ts';

export const rule = defineRule({
  id: 'queue-to-without-hosts',
  category: 'queues',
  severity: 'error',
  preset: 'recommended',
  fixes: [],
  summary: 'mail that is moved to a queue without hosts, or sent to the host of a bare domain',
  requires: ['queue-to', 'smtp-hosts', 'route'],
  messages: {
    deadEnd: ({ value, extent }: LineData) => ({
      message: `${quote(`queue-to ${value}`)} leads nowhere: ${quote(value)} is no domain of the DNS, and no smtp-hosts says where its mail goes, so all of it waits there until it bounces; set smtp-hosts in <domain ${value}>, such as lookup-mx: and the domain that the mail is for${extentWords(extent)}`,
    }),
    bareDomain: ({ domains, ...line }: LineData & { directive: string; domains: string[] }) => ({
      message: `${quote(`${line.directive} ${line.value}`)} is a list of hosts: mail goes to the address of ${listOf(domains.map(quote), 4)} itself, most often a web server that takes no mail, and not to the mail exchangers of the domain; write ${quote(`lookup-mx:${domains[0] ?? ''}`)} to have those looked up${extentWords(line.extent)}`,
    }),
  },
  check({ model, report }) {
    for (const line of domainLines(model, 'smtp-hosts')) {
      const { use, blocks } = line;
      const isUsed = blocks.some((block) => deliversBySmtp(model, block));
      const domains = isUsed ? bareDomains(model, line) : [];
      if (domains.length === 0) continue;
      report({
        location: use.nameLocation,
        severity: 'warning',
        messageId: 'bareDomain',
        data: { ...dataOfLine(model, line), directive: use.name, domains },
      });
    }
    if (!model.knows('lines')) return;
    for (const line of domainLines(model, 'queue-to')) {
      if (!isDeadEnd(model, line)) continue;
      report({ location: line.use.nameLocation, messageId: 'deadEnd', data: dataOfLine(model, line) });
    }
  },
});
