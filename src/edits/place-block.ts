import { providerOfDomain } from '../catalog/providers.ts';
import type { RuleEdit } from '../engine/rule.ts';
import type { SectionUse } from '../model/source/content.ts';
import { readDomainPattern } from '../model/scopes/domain-index.ts';
import type { Model } from '../model/model.ts';
import { insertAfterSection, insertBlock } from './writing.ts';

/** How many names of a tag are checked to see whose block it is. */
const MOST_NAMES = 50;

/** Whether what is added to the section's file is read once, at the top level, as part of the user's configuration. */
function isOpenForMore(model: Model, { file, isDefault, node }: SectionUse): boolean {
  if (isDefault || node?.close == null) return false;
  const includes = model.includes.filter(({ files }) => files.includes(file));
  if (file === model.main) return includes.length === 0;
  return includes.length === 1 && includes[0]?.use.section === model.root;
}

function lastOpen(model: Model, sections: readonly SectionUse[]): SectionUse | undefined {
  return sections.findLast((section) => isOpenForMore(model, section));
}

function isForProvider(model: Model, { argument }: SectionUse): boolean {
  const names = model.macros.expand(argument ?? '').names.slice(0, MOST_NAMES);
  return names.some((name) => providerOfDomain(readDomainPattern(name, false).domain) !== undefined);
}

/** Adds a `<domain>` block, or what belongs to it: after those for providers, else after the others for domains. */
export function placeDomainBlock(model: Model, lines: readonly string[]): RuleEdit {
  const blocks = model.root.sections.filter(({ kind, argument }) => kind === 'domain' && argument !== '*');
  const forProviders = blocks.filter((block) => isForProvider(model, block));
  const inMain = blocks.filter(({ file }) => file === model.main);
  const previous = lastOpen(model, forProviders) ?? lastOpen(model, inMain);
  if (previous !== undefined) return insertAfterSection(previous, lines);
  return insertBlock(model.main, model.root, ['domain', 'virtual-mta-pool', 'virtual-mta'], lines);
}

/** Adds an smtp-pattern-list: after the last one, else after the blocks that use it. */
export function placeList(model: Model, lines: readonly string[]): RuleEdit {
  const previous = lastOpen(
    model,
    model.root.sections.filter(({ kind }) => kind === 'smtp-pattern-list'),
  );
  return previous === undefined ? placeDomainBlock(model, lines) : insertAfterSection(previous, lines);
}
