import { appendToSection } from '../../../src/edits/writing.ts';
import {
  booleanOf,
  defineRule,
  holdingOf,
  isWhollyKnown,
  quote,
  replaceValue,
  SectionUse,
} from '../../kit.ts';
import type { DirectiveUse, Model, RuleFix } from '../../kit.ts';
import { sectionsOfSpool, spoolsOf, type Spool } from '../_shared/spools.ts';

const RESERVE = 'min-free-space';
const RECOMMENDED = '1G';

/** The line of earlier releases for all spools together. */
const OLD_RESERVE = 'spool-min-free-space';

const CONSEQUENCE = `mail is taken in until the disk is full, and then neither new messages nor what became of the old ones can be written to it: mail is lost, or goes out twice; with '${RESERVE} ${RECOMMENDED}' new mail is turned away before that, and who hands it in keeps it for later`;

function isZero(use: DirectiveUse): boolean {
  return /^0+[bkmgt]?$/i.test(use.plainValue ?? '');
}

function raise(use: DirectiveUse): RuleFix | null {
  if (use.continuation.length > 0) return null;
  return {
    safety: 'unsafe',
    title: `set ${RESERVE} to ${RECOMMENDED}`,
    edits: [replaceValue(use, RECOMMENDED)],
  };
}

/** A spool on one line has to become a section first, which another rule reports. */
function addTo(at: Spool['at']): RuleFix | null {
  if (!(at instanceof SectionUse)) return null;
  const line = `${RESERVE} ${RECOMMENDED}`;
  return { safety: 'unsafe', title: `add ${line}`, edits: [appendToSection(at, [line])] };
}

/** The line that reserves nothing, or `missing`; null for a spool with a reserve, or one that is not fully known. */
function problemOf(model: Model, spool: Spool): DirectiveUse | 'missing' | null {
  const sections = sectionsOfSpool(model, spool);
  if (sections.length === 0) return model.completeness === 'full' ? 'missing' : null;
  if (!sections.every((section) => isWhollyKnown(model, section))) return null;
  const effective = (directive: string): DirectiveUse | undefined =>
    holdingOf(sections.flatMap((section) => section.named(directive)));
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
  fix: 'unsafe',
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
    const old = holdingOf(model.named(OLD_RESERVE).filter(({ section }) => section === model.root));
    if (old !== undefined && !isZero(old)) return;
    const spools = spoolsOf(model);
    // One line would do for all spools on one line.
    const firstLine = spools.find(({ at }) => !(at instanceof SectionUse));
    for (const spool of spools) {
      const { at, location, path } = spool;
      if (!(at instanceof SectionUse) && spool !== firstLine) continue;
      const problem = problemOf(model, spool);
      if (problem === 'missing') {
        const data = { spool: path, subject: RESERVE };
        report({ location, messageId: 'missing', data, fix: () => addTo(at) });
      } else if (problem !== null) {
        report({
          location: problem.nameLocation,
          messageId: 'zero',
          data: { value: problem.plainValue ?? '' },
          fix: () => raise(problem),
        });
      }
    }
  },
});
