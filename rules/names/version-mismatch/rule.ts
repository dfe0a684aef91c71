import {
  allowsIn,
  type DirectiveUse,
  type Model,
  placementAt,
  placementOf,
  quote,
  type Rule,
  type SectionUse,
} from '../../kit.ts';
import type { PmtaVersion } from '../../../src/model/model.ts';

/** Directives and sections of which the catalog knows for sure the release that brought or dropped them. */
const DATED = [
  'api-key',
  'client',
  'custom-message-id-header',
  'enable-signals',
  'engagement-tracking',
  'http-default-max-items',
  'http-default-sort-order',
  'http-delivery-extra-headers',
  'http-delivery-url',
  'http-tls-allow-sslv3',
  'log-requests',
  'log-verbose',
  'process-x-sp-subaccount-id',
  'retain-x-sp-subaccount-id',
  'server',
  'smtp-proxy-source-host',
  'smtp-server-tls-allow-sslv3',
  'smtp-tls-allow-sslv3',
  'tls-allow-sslv3',
  'upload-url',
  'use-dane',
  'use-proxy',
];
const DATED_SECTIONS = ['signals', 'signals-filter', 'transmissions-api', 'transmissions-api-listener'];

interface Dated {
  readonly since?: string;
  readonly removed?: string;
  readonly confidence?: string;
}

/** What is amiss with a name in a release, to go on with behind it; null for nothing. */
function mismatchOf({ since, removed, confidence }: Dated, version: PmtaVersion): string | null {
  if (confidence === 'uncertain') return null;
  if (since !== undefined && Number(version) < Number(since))
    return `came with PowerMTA ${since}, and this configuration is for ${version}, which does not know it and refuses to load the file; leave it out, or set pmtaVersion to the release that runs`;
  if (removed !== undefined && Number(version) >= Number(removed))
    return `is no longer valid as of PowerMTA ${removed}, and this configuration is for ${version}: a server that has dropped it refuses to load the file; leave it out, or set pmtaVersion to the release that runs`;
  return null;
}

function isNewSection({ facts }: SectionUse, version: PmtaVersion): boolean {
  return facts !== undefined && mismatchOf(facts, version) !== null;
}

/** Of a section that the release does not know the tag speaks. */
function isJudged(model: Model, { section, file, line, facts }: DirectiveUse): boolean {
  return (
    facts !== undefined &&
    allowsIn(facts, section.scope) !== 'no' &&
    placementAt(model, section, file, line.start) !== 'foreign'
  );
}

export const rule: Rule = {
  id: 'version-mismatch',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a directive or section that the chosen PowerMTA release does not know yet, or no longer',
  requires: [...DATED, ...DATED_SECTIONS.map((kind) => `<${kind}>`)],
  check({ model, settings: { version }, report }) {
    for (const section of DATED_SECTIONS.flatMap((kind) => model.sectionsOf(kind))) {
      const mismatch = mismatchOf(section.facts ?? {}, version);
      if (mismatch === null || placementOf(model, section) === 'foreign') continue;
      report({
        location: { file: section.file, range: section.tagRange },
        message: `${quote(`<${section.kind}>`)} ${mismatch}`,
      });
    }
    for (const use of DATED.flatMap((directive) => model.named(directive))) {
      const mismatch = mismatchOf(use.facts ?? {}, version);
      if (mismatch === null || isNewSection(use.section, version) || !isJudged(model, use)) continue;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `${quote(use.name)} ${mismatch}`,
      });
    }
  },
};
