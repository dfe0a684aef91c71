import { allowsIn, defineRule, placementOf, quote } from '../../kit.ts';
import type { PmtaVersion } from '../../../src/model/model.ts';
import { placementOfLine } from '../_shared/lines.ts';

type Dated = Partial<Record<'since' | 'removed' | 'confidence', string>>;

/** Whether a release does not know a name yet, or no longer, and the release that brought or dropped it. */
function mismatchOf({ since, removed, confidence }: Dated = {}, version: PmtaVersion) {
  if (confidence === 'uncertain') return null;
  if (since !== undefined && Number(version) < Number(since))
    return { messageId: 'tooNew', release: since } as const;
  return removed !== undefined && Number(version) >= Number(removed)
    ? ({ messageId: 'dropped', release: removed } as const)
    : null;
}

/** `release` brought or dropped the name; the configuration is for `version`. */
type NameData = Record<'name' | 'release' | 'version', string>;

export const rule = defineRule({
  id: 'version-mismatch',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a directive or section that the chosen PowerMTA release does not know yet, or no longer',
  messages: {
    tooNew: ({ name, release, version }: NameData) => ({
      message: `${quote(name)} came with PowerMTA ${release}, and this configuration is for ${version}, which does not know it and refuses to load the file; leave it out, or set pmtaVersion to the release that runs`,
    }),
    dropped: ({ name, release, version }: NameData) => ({
      message: `${quote(name)} is no longer valid as of PowerMTA ${release}, and this configuration is for ${version}: a server that has dropped it refuses to load the file; leave it out, or set pmtaVersion to the release that runs`,
    }),
  },
  check({ model, settings: { version }, report }) {
    for (const section of model.sections) {
      const mismatch = mismatchOf(section.facts, version);
      if (mismatch === null || placementOf(model, section) === 'foreign') continue;
      const { messageId, release } = mismatch;
      const data = { name: `<${section.kind}>`, release, version };
      report({ location: section.tagLocation, messageId, data });
    }
    for (const use of model.directives) {
      const { facts, section } = use;
      const mismatch = mismatchOf(facts, version);
      // A section that the release does not know is reported at its tag.
      if (facts === undefined || mismatch === null || mismatchOf(section.facts, version) !== null) continue;
      if (allowsIn(facts, section.scope) === 'no' || placementOfLine(model, use) === 'foreign') continue;
      const { messageId, release } = mismatch;
      report({ location: use.nameLocation, messageId, data: { name: use.name, release, version } });
    }
  },
});
