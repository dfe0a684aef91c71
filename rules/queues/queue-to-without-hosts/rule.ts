import {
  destinationOf,
  type DomainLine,
  domainLines,
  extentOfLine,
  extentWords,
  isToBeFilledIn,
  listOf,
  type Model,
  providerOfDomain,
  quote,
  readDomainPattern,
  type Rule,
  type RuleContext,
} from '../../kit.ts';
import { isDeadEnd, mailHostsOf } from '../_shared/delivery.ts';

const NONE: ReadonlySet<string> = new Set();

/** The domains that a line's blocks are for, without wildcards below them. */
function ownDomains(model: Model, { blocks }: DomainLine): ReadonlySet<string> {
  const names = new Set(blocks.flatMap(({ argument }) => model.macros.expand(argument ?? '').names));
  return new Set(
    [...names].flatMap((name) => {
      const { kind, domain } = readDomainPattern(name, false);
      return kind === 'name' || kind === 'whole' ? [domain] : [];
    }),
  );
}

/** Names of hosts in `smtp-hosts` that are domains of mailboxes: a provider's, or the block's own. */
function bareDomains(model: Model, line: DomainLine): string[] {
  const hosts = mailHostsOf(line.value).filter(({ kind }) => kind === 'host');
  if (hosts.length === 0) return [];
  const own = isToBeFilledIn(line.value) ? NONE : ownDomains(model, line);
  return hosts
    .filter(
      // A port is written for a host that is known to listen there.
      ({ name, port }) => providerOfDomain(name) !== undefined || (own.has(name) && port === undefined),
    )
    .map(({ name }) => name);
}

function reportHosts(line: DomainLine, { model, report }: RuleContext): void {
  const { use, value, blocks } = line;
  const isUsed = blocks.some((block) => ['others', 'own-hosts'].includes(destinationOf(model, block)));
  const [domain, ...others] = isUsed ? bareDomains(model, line) : [];
  if (domain === undefined) return;
  const which = others.length === 0 ? quote(domain) : listOf([domain, ...others].map(quote), 4);
  report({
    location: { file: use.file, range: use.nameRange },
    severity: 'warning',
    message: `${quote(`${use.name} ${value}`)} is a list of hosts: mail goes to the address of ${which} itself, most often a web server that takes no mail, and not to the mail exchangers of the domain; write ${quote(`lookup-mx:${domain}`)} to have those looked up${extentWords(extentOfLine(model, line))}`,
  });
}

export const rule: Rule = {
  id: 'queue-to-without-hosts',
  category: 'queues',
  severity: 'error',
  preset: 'recommended',
  fix: 'none',
  summary: 'mail that is moved to a queue without hosts, or sent to the host of a bare domain',
  requires: ['queue-to', 'smtp-hosts', 'route'],
  check(context) {
    const { model, report } = context;
    for (const line of domainLines(model, 'smtp-hosts')) reportHosts(line, context);
    if (model.completeness !== 'full') return;
    for (const line of domainLines(model, 'queue-to')) {
      if (!isDeadEnd(model, line)) continue;
      const { use, value } = line;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(`queue-to ${value}`)} leads nowhere: ${quote(value)} is no domain of the DNS, and no smtp-hosts says where its mail goes, so all of it waits there until it bounces; set smtp-hosts in <domain ${value}>, such as lookup-mx: and the domain that the mail is for${extentWords(extentOfLine(model, line))}`,
      });
    }
  },
};
