import type { Model, RuleEdit, RuleFix, SectionUse } from '../../kit.ts';
import { cannotBeInDns } from '../../../src/model/queues/queue-names.ts';
import type { RollupLine } from '../../../src/model/scopes/rollups.ts';

const ENDING = '.rollup';

/** The name that a rollup queue should have, and whether blocks have it already. */
export interface RollupName {
  readonly name: string;
  readonly isThere: boolean;
}

const blocks = new WeakMap<Model, ReadonlyMap<string, readonly SectionUse[]>>();

/** The blocks that are written for a name, in whatever scope. */
function blocksOf(model: Model, name: string): readonly SectionUse[] {
  let index = blocks.get(model);
  if (index === undefined) {
    const found = new Map<string, SectionUse[]>();
    for (const block of model.sectionsOf('domain')) {
      const key = block.argument?.toLowerCase() ?? '';
      const known = found.get(key);
      if (known === undefined) found.set(key, [block]);
      else known.push(block);
    }
    blocks.set(model, (index = found));
  }
  return index.get(name) ?? [];
}

/** `google.rollup` for `google`, `google.queue`, `google.rolup` or `google.com`; one that has a block comes first. */
export function rollupNameFor(model: Model, misnamed: string): RollupName {
  const shortened = misnamed.replace(/\.[^.]*$/, '');
  const [label = misnamed] = misnamed.split('.');
  const names = [...new Set([shortened, label, misnamed])].map((name) => `${name}${ENDING}`);
  const there = names.find((name) => blocksOf(model, name).length > 0);
  return { name: there ?? names[0] ?? misnamed, isThere: there !== undefined };
}

/** The edits that put a name into the `mx` lines; null where one of them cannot be edited. */
function editsOfLines(lines: readonly RollupLine[], name: string): RuleEdit[] | null {
  const edits = lines.flatMap(({ use }) => {
    const word = use.words[1];
    return use.continuation.length > 0 || use.section.isDefault || word?.kind !== 'bare'
      ? []
      : [{ file: use.file, range: word, text: name }];
  });
  return edits.length === lines.length ? edits : null;
}

/** The edits that give the blocks of a queue, and what moves mail there, another name. */
function editsElsewhere(model: Model, from: string, to: string): RuleEdit[] | null {
  const tags = blocksOf(model, from).map((block) => {
    const range = block.node?.argument;
    return range == null || block.isDefault ? null : { file: block.file, range, text: to };
  });
  const moved = model.references
    .filter(({ kind, name }) => kind === 'queue' && name.toLowerCase() === from)
    .map(({ use, range }) => (range === null ? null : { file: use.file, range, text: to }));
  const edits = [...tags, ...moved].flatMap((edit) => edit ?? []);
  return edits.length === tags.length + moved.length ? edits : null;
}

/**
 * Gives a rollup queue a name that PowerMTA takes: that of blocks which are there, else a new one, in the `mx` lines, its
 * `<domain>` tags and wherever mail is moved to it. Null where the former name may be a domain of its own, or lines that
 * hold it are not known.
 */
export function renameRollup(model: Model, misnamed: string, lines: readonly RollupLine[]): RuleFix | null {
  const { name, isThere } = rollupNameFor(model, misnamed);
  if (!model.isWhole || (!isThere && !cannotBeInDns(misnamed))) return null;
  const ofLines = editsOfLines(lines, name);
  const elsewhere = isThere ? [] : editsElsewhere(model, misnamed, name);
  if (ofLines === null || elsewhere === null) return null;
  return { safety: 'unsafe', title: `name the queue ${name}`, edits: [...ofLines, ...elsewhere] };
}
