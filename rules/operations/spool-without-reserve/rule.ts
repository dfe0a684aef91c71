import { appendToSection } from '../../../src/edits/writing.ts';
import { booleanOf, defineRule, effectiveOf, isWhollyKnown, quote, setValue } from '../../kit.ts';
import type { DirectiveUse, Model, RuleFix } from '../../kit.ts';
import { spoolsOf, type Spool } from '../_shared/spools.ts';

const RESERVE = 'min-free-space';
const RECOMMENDED = '1G';

/** The line of earlier releases for all spools together. */
const OLD_RESERVE = 'spool-min-free-space';

const CONSEQUENCE = `mail is taken in until the disk is full, and then neither new messages nor what became of the old ones can be written to it: mail is lost, or goes out twice; with '${RESERVE} ${RECOMMENDED}' new mail is turned away before that, and who hands it in keeps it for later`;

function isZero(use: DirectiveUse): boolean {
  return /^0+[bkmgt]?$/i.test(use.plainValue ?? '');
}

/** A spool on one line has to become a section first, which another rule reports. */
function addTo({ sections: [section] }: Spool): RuleFix | null {
  if (section === undefined) return null;
  const line = `${RESERVE} ${RECOMMENDED}`;
  return { effect: 'unsafe', title: `add ${line}`, edits: [appendToSection(section, [line])] };
}

/** The line that reserves nothing, or `missing`; null for a spool with a reserve, or one that is not fully known. */
function problemOf(model: Model, { sections }: Spool): DirectiveUse | 'missing' | null {
  if (sections.length === 0) return model.knows('lines') ? 'missing' : null;
  if (!sections.every((section) => isWhollyKnown(model, section))) return null;
  const effective = (directive: string): DirectiveUse | undefined =>
    effectiveOf(sections.flatMap((section) => section.named(directive)));
  // Such a spool takes no new mail.
  if (booleanOf(effective('deliver-only')?.plainValue ?? '') === true) return null;
  const reserve = effective(RESERVE);
  return reserve === undefined ? 'missing' : isZero(reserve) ? reserve : null;
}

export const rule = defineRule({
  id: 'spool-without-reserve',
  category: 'operations',
  severity: 'info',
  preset: 'strict',
  fixes: ['unsafe'],
  summary: 'mail is taken in until the disk of the spool is full',
  requires: ['<spool>', 'spool'],
  messages: {
    zero: ({ value }: { value: string }) => ({
      message: `${quote(`${RESERVE} ${value}`)} keeps no space free: ${CONSEQUENCE}`,
    }),
    missing: ({ spool, subject }: { spool: string; subject: string }) => ({
      message: `the spool ${quote(spool)} has no ${subject} (default 0): ${CONSEQUENCE}`,
    }),
  },
  check({ model, report }) {
    const old = effectiveOf(model.root.named(OLD_RESERVE));
    if (old !== undefined && !isZero(old)) return;
    const spools = spoolsOf(model);
    // One line would do for all spools on one line.
    const firstLine = spools.find(({ sections }) => sections.length === 0);
    for (const spool of spools) {
      if (spool.sections.length === 0 && spool !== firstLine) continue;
      const problem = problemOf(model, spool);
      if (problem === 'missing') {
        const { path, location } = spool;
        const data = { spool: path, subject: RESERVE };
        report({ location, messageId: 'missing', data, fix: () => addTo(spool) });
      } else if (problem !== null) {
        const fix = setValue(problem, RECOMMENDED, 'unsafe', `set ${RESERVE} to ${RECOMMENDED}`);
        const data = { value: problem.plainValue ?? '' };
        report({ location: problem.nameLocation, messageId: 'zero', data, fix });
      }
    }
  },
});
