import { memoize, pushTo } from '../base/collections.ts';
import { providerOfDomain } from '../catalog/providers.ts';
import type { RuleEdit } from '../engine/rule.ts';
import type { SectionUse } from '../model/source/content.ts';
import type { IncludeUse } from '../model/source/reading.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import { readDomainPattern } from '../model/scopes/domain-index.ts';
import type { Model } from '../model/model.ts';
import { insertAfterSection, insertBlock } from './writing.ts';

/** How many names of a tag are checked to see whose block it is. */
const MOST_NAMES = 50;

/** Whether what is added to a section's file is read once, at the top level, as part of the user's configuration. */
function openFiles(model: Model): (section: SectionUse) => boolean {
  const includes = new Map<SourceFile, IncludeUse[]>();
  for (const include of model.includes) for (const file of include.files) pushTo(includes, file, include);
  return ({ file, isDefault, node }) => {
    if (isDefault || node?.close == null) return false;
    const of = includes.get(file) ?? [];
    return file === model.main ? of.length === 0 : of.length === 1 && of[0]?.use.section === model.root;
  };
}

function isForProvider(model: Model, { argument }: SectionUse): boolean {
  const names = model.macros.expand(argument ?? '').names.slice(0, MOST_NAMES);
  return names.some((name) => providerOfDomain(readDomainPattern(name, false).domain) !== undefined);
}

interface LastBlocks {
  readonly domain: SectionUse | undefined;
  readonly list: SectionUse | undefined;
}

/** After which blocks of the global level others are added. */
const lastBlocksOf = memoize((model: Model): LastBlocks => {
  const isOpen = openFiles(model);
  const blocks = model.root.sections.filter(({ kind, argument }) => kind === 'domain' && argument !== '*');
  return {
    domain:
      blocks.findLast((block) => isOpen(block) && isForProvider(model, block)) ??
      blocks.findLast((block) => block.file === model.main && isOpen(block)),
    list: model.root.sections.findLast((one) => one.kind === 'smtp-pattern-list' && isOpen(one)),
  };
});

/** Adds a `<domain>` block, or what belongs to it: after those for providers, else after the others for domains. */
export function placeDomainBlock(model: Model, lines: readonly string[]): RuleEdit {
  const { domain } = lastBlocksOf(model);
  if (domain !== undefined) return insertAfterSection(domain, lines);
  return insertBlock(model.main, model.root, ['domain', 'virtual-mta-pool', 'virtual-mta'], lines);
}

/** Adds an smtp-pattern-list: after the last one, else after the blocks that use it. */
export function placeList(model: Model, lines: readonly string[]): RuleEdit {
  const { list } = lastBlocksOf(model);
  return list === undefined ? placeDomainBlock(model, lines) : insertAfterSection(list, lines);
}
