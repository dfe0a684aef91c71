import { groupBy, memoize, type Model, type RuleEdit, type RuleFix } from '../../kit.ts';
import { cannotBeInDns } from '../../../src/model/queues/queue-names.ts';
import type { RollupLine } from '../../../src/model/scopes/rollups.ts';

const ENDING = '.rollup';

/** The blocks by their argument in lower case, in whatever scope. */
const blocksByName = memoize((model: Model) =>
  groupBy(model.sectionsOf('domain'), ({ argument }) => argument?.toLowerCase() ?? ''),
);

/**
 * The name that a rollup queue should have, and whether blocks have it already: `google.rollup` for `google`,
 * `google.queue`, `google.rolup` or `google.com`; one that has a block comes first.
 */
export function rollupNameFor(model: Model, misnamed: string): { name: string; hasBlock: boolean } {
  const shortened = misnamed.replace(/\.[^.]*$/, '');
  const [label = misnamed] = misnamed.split('.');
  const names = [...new Set([shortened, label, misnamed])].map((name) => `${name}${ENDING}`);
  const known = names.find((name) => blocksByName(model).has(name));
  return { name: known ?? names[0] ?? misnamed, hasBlock: known !== undefined };
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
  const tags = (blocksByName(model).get(from) ?? []).map((block) => {
    const range = block.node?.argument;
    return range == null || block.isDefault ? null : { file: block.file, range, text: to };
  });
  const moved = model
    .referencesTo('queue', from)
    .map(({ use, range }) => (range === null ? null : { file: use.file, range, text: to }));
  const edits = [...tags, ...moved].flatMap((edit) => edit ?? []);
  return edits.length === tags.length + moved.length ? edits : null;
}

/**
 * Gives a rollup queue a name that PowerMTA accepts: that of an existing block, else a new one, in the `mx` lines, its
 * `<domain>` tags and wherever mail is moved to it. Null where the former name may be a domain of its own, or not all
 * lines with it are known.
 */
export function renameRollup(model: Model, misnamed: string, lines: readonly RollupLine[]): RuleFix | null {
  const { name, hasBlock } = rollupNameFor(model, misnamed);
  if (!model.knows('files') || (!hasBlock && !cannotBeInDns(misnamed))) return null;
  const ofLines = editsOfLines(lines, name);
  const elsewhere = hasBlock ? [] : editsElsewhere(model, misnamed, name);
  if (ofLines === null || elsewhere === null) return null;
  return { effect: 'unsafe', title: `name the queue ${name}`, edits: [...ofLines, ...elsewhere] };
}
