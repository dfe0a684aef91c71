import { type Location, quote, type Rule, type SectionUse, withoutSecrets } from '../../kit.ts';
import { extentOf, hasTemplateLines, mistakenEndOf } from '../../../src/model/source/extent.ts';
import { closingFix, missingSlash } from './closing.ts';

const CONSEQUENCE = 'PowerMTA refuses to load the file';

/** What ended the section, and how the message says so. */
function endOf(
  section: SectionUse,
  slip: SectionUse | null,
): { says: string; at: Location & { message: string } } {
  const { file, node } = section;
  const needed = quote(`</${node === null ? '' : file.slice(node.name)}>`);
  const endedBy = node?.endedBy ?? null;
  if (slip !== null) {
    return {
      says: `is not closed: ${quote(withoutSecrets(file, slip.tagRange))} opens another section where ${needed} is expected`,
      at: { file, range: slip.tagRange, message: 'the slash is missing here' },
    };
  }
  if (endedBy === null) {
    const last = file.lines.count;
    const range = { start: file.lines.startOf(last), end: file.lines.endOf(last) };
    return {
      says: `is still open at the end of the file; put ${needed} behind its last line`,
      at: { file, range, message: 'the file ends here' },
    };
  }
  const found = quote(withoutSecrets(file, endedBy.tag));
  if (mistakenEndOf(section) !== null) {
    return {
      says: `is closed by ${found}, which is no tag for it; write ${needed}`,
      at: { file, range: endedBy.tag, message: 'this tag closes nothing' },
    };
  }
  if (endedBy.kind === 'close') {
    return {
      says: `meets ${found} before it is closed; put ${needed} behind its last line`,
      at: { file, range: endedBy.tag, message: 'another tag closes here' },
    };
  }
  return {
    says: `is not closed before ${found} begins; put ${needed} behind its last line`,
    at: { file, range: endedBy.tag, message: 'the next section begins here' },
  };
}

export const rule: Rule = {
  id: 'unclosed-section',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'a section that is still open at the end, or closed by the tag of another one',
  standsAlone: true,
  supersedes: ['unexpected-closing-tag', 'misplaced-directive'],
  check({ model, report }) {
    const partOfAnother = new Set<SectionUse>();
    for (const section of model.sections) {
      const { node, file } = section;
      if (node?.close !== null || partOfAnother.has(section)) continue;
      if (hasTemplateLines(section, file)) continue;
      if (node.open.kind === 'open' && node.open.problem?.reason === 'broken-tag') continue;
      const slip = mistakenEndOf(section) === null ? missingSlash(section) : null;
      if (slip !== null) partOfAnother.add(slip);
      const { says, at } = endOf(section, slip);
      report({
        location: { file, range: node.tag },
        message: `${quote(withoutSecrets(file, node.tag))} ${says}; ${CONSEQUENCE}`,
        related: [at],
        fix: closingFix(section, slip),
        silencesRange: {
          start: node.open.start,
          end: Math.max(extentOf(section).end, extentOf(slip ?? section).end),
        },
      });
    }
  },
};
