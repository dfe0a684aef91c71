import {
  booleanOf,
  type DirectiveUse,
  holdingOf,
  type Model,
  quote,
  replaceValue,
  type Rule,
  type RuleFinding,
  type RuleFix,
  SectionUse,
} from '../../kit.ts';
import { appendToSection } from '../../../src/edits/writing.ts';
import { isWhollyKnown } from '../../../src/model/accounting-files.ts';
import { sectionsOfSpool, spoolsOf, type Spool } from '../_shared/spools.ts';

const RESERVE = 'min-free-space';
const WISE = '1G';

/** The line of earlier releases for all spools together. */
const OLD_RESERVE = 'spool-min-free-space';

const CONSEQUENCE = `mail is taken in until the disk is full, and then neither new messages nor what became of the old ones can be written to it: mail is lost, or goes out twice; with '${RESERVE} ${WISE}' new mail is turned away before that, and who hands it in keeps it for later`;

function isNothing(use: DirectiveUse): boolean {
  return /^0+[bkmgt]?$/i.test(use.plainValue ?? '');
}

function raise(use: DirectiveUse): RuleFix | null {
  if (use.continuation.length > 0) return null;
  return { safety: 'unsafe', title: `set ${RESERVE} to ${WISE}`, edits: [replaceValue(use, WISE)] };
}

/** A line that says itself that nothing is kept free. */
function ofLine(use: DirectiveUse): RuleFinding {
  return {
    location: { file: use.file, range: use.nameRange },
    message: `${quote(`${RESERVE} ${use.plainValue ?? ''}`)} keeps no space free: ${CONSEQUENCE}`,
    fix: () => raise(use),
  };
}

function addTo(section: SectionUse): RuleFix {
  const line = `${RESERVE} ${WISE}`;
  return { safety: 'unsafe', title: `add ${line}`, edits: [appendToSection(section, [line])] };
}

/** A spool that nothing says it of. One that stands on one line has to become a section first, as another rule says. */
function ofSpool({ at, path }: Spool): RuleFinding {
  const isSection = at instanceof SectionUse;
  return {
    location: { file: at.file, range: isSection ? at.tagRange : at.nameRange },
    message: `the spool ${quote(path)} has no ${RESERVE} (default 0): ${CONSEQUENCE}`,
    fix: isSection ? () => addTo(at) : null,
  };
}

/** What is to be said of a spool; null for nothing. */
function lackOf(model: Model, spool: Spool): RuleFinding | null {
  const sections = sectionsOfSpool(model, spool);
  if (sections.length === 0) return model.completeness === 'full' ? ofSpool(spool) : null;
  if (!sections.every((section) => isWhollyKnown(model, section))) return null;
  const lines = (directive: string): DirectiveUse[] =>
    sections.flatMap((section) => section.named(directive));
  // Such a spool takes no new mail.
  if (booleanOf(holdingOf(lines('deliver-only'))?.plainValue ?? '') === true) return null;
  const own = holdingOf(lines(RESERVE));
  if (own === undefined) return ofSpool(spool);
  return isNothing(own) ? ofLine(own) : null;
}

export const rule: Rule = {
  id: 'spool-without-reserve',
  category: 'operations',
  severity: 'info',
  preset: 'strict',
  fix: 'unsafe',
  summary: 'mail is taken in until the disk of the spool is full',
  requires: ['<spool>', 'spool'],
  check({ model, report }) {
    const old = holdingOf(model.named(OLD_RESERVE).filter(({ section }) => section === model.root));
    if (old !== undefined && !isNothing(old)) return;
    const spools = spoolsOf(model);
    // One line would do for all spools that stand on one line.
    const oneLine = spools.find(({ at }) => !(at instanceof SectionUse));
    for (const spool of spools) {
      if (!(spool.at instanceof SectionUse) && spool !== oneLine) continue;
      const lack = lackOf(model, spool);
      if (lack !== null) report(lack);
    }
  },
};
