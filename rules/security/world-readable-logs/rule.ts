import {
  booleanOf,
  canonicalOf,
  type DirectiveUse,
  holdingOf,
  quote,
  type Rule,
  type SectionUse,
} from '../../kit.ts';
import { switchOff } from '../../../src/edits/switch-off.ts';

const WHAT: Readonly<Record<string, string>> = {
  'log-file-world-readable': 'the log, with addresses, replies and whatever of the SMTP dialogue is logged',
  'world-readable': 'this accounting file, with the address of every recipient',
};

/** Of the lines of one directive in one section the one that holds. */
function holdingLines(uses: readonly DirectiveUse[]): DirectiveUse[] {
  const bySection = new Map<SectionUse, DirectiveUse[]>();
  for (const use of uses) {
    if (use.broken || use.value === null) continue;
    const known = bySection.get(use.section);
    if (known === undefined) bySection.set(use.section, [use]);
    else known.push(use);
  }
  return [...bySection.values()].flatMap((lines) => holdingOf(lines) ?? []);
}

export const rule: Rule = {
  id: 'world-readable-logs',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'every user of the server may read the log or an accounting file',
  requires: Object.keys(WHAT),
  check({ model, report }) {
    for (const [directive, what] of Object.entries(WHAT)) {
      const scope = directive === 'world-readable' ? 'acct-file' : 'global';
      const uses = model.named(directive).filter(({ section }) => section.scope === scope);
      for (const use of holdingLines(uses)) {
        if (booleanOf(canonicalOf(use).value ?? '') !== true) continue;
        report({
          location: { file: use.file, range: use.nameRange },
          message: `${quote(use.name)} lets every user and program of this server read ${what}; one web page with a hole is enough to carry your list of recipients away; let a group read it that the evaluating program is in`,
          fix: () => switchOff(use, 'safe'),
        });
      }
    }
  },
};
