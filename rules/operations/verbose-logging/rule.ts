import {
  booleanOf,
  type DirectiveUse,
  holdingOf,
  type Model,
  quote,
  type Rule,
  type SectionUse,
  usesIn,
} from '../../kit.ts';
import { switchOff } from '../../../src/edits/switch-off.ts';

const WHAT: Readonly<Record<string, string>> = {
  'log-commands': 'the SMTP dialogue',
  'log-data': 'every byte of the messages',
};

/** A directive that is on for everything, and whom that means. */
interface Verbose {
  readonly use: DirectiveUse;
  readonly whom: string;
}

function inSources({ sources }: Model, directive: string): Verbose[] {
  const wide = sources.all.filter(({ range }) => range?.prefix === 0);
  return wide.flatMap((source) => {
    const { use } = sources.setting(source, directive);
    return use === null || !sources.isOn(source, directive) ? [] : [{ use, whom: 'every client' }];
  });
}

/** `<domain *>` blocks, those of one VMTA, pool or the top together: the last line in them holds. */
function groupsForAllDomains(model: Model): SectionUse[][] {
  const groups = new Map<SectionUse | null, SectionUse[]>();
  for (const section of model.sectionsOf('domain')) {
    if (section.argument !== '*') continue;
    const known = groups.get(section.parent);
    if (known === undefined) groups.set(section.parent, [section]);
    else known.push(section);
  }
  return [...groups.values()];
}

function inDomains(model: Model, directive: string): Verbose[] {
  return groupsForAllDomains(model).flatMap((blocks) => {
    const holding = holdingOf(blocks.flatMap((block) => usesIn(block).get(directive) ?? []));
    return holding === undefined || booleanOf(holding.value) !== true
      ? []
      : [{ use: holding.use, whom: 'every domain' }];
  });
}

export const rule: Rule = {
  id: 'verbose-logging',
  category: 'operations',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'the SMTP dialogue or whole messages are logged for every client or every domain',
  requires: ['log-commands', 'log-data'],
  check({ model, report }) {
    for (const [directive, what] of Object.entries(WHAT)) {
      const seen = new Set<DirectiveUse>();
      for (const { use, whom } of [...inSources(model, directive), ...inDomains(model, directive)]) {
        if (seen.has(use)) continue;
        seen.add(use);
        const harm =
          directive === 'log-data'
            ? 'the log fills the disk and slows the server, and holds what people wrote to each other'
            : 'the log grows with every connection, fills the disk and slows the server';
        report({
          location: { file: use.file, range: use.nameRange },
          message: `${quote(use.name)} writes ${what} of ${whom} to the log; it is meant for a short search for a fault, at one source or domain; ${harm}`,
          fix: switchOff(use, 'safe'),
        });
      }
    }
  },
};
