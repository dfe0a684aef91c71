import type { Provider } from '../catalog/providers.ts';
import { repliesThatCover } from '../catalog/replies.ts';
import type { RuleFix } from '../engine/rule.ts';
import { endsBackoff, entersBackoff, wayIntoBackoff, type EffectiveList } from '../model/queues/backoff.ts';
import type { SectionUse } from '../model/source/content.ts';
import { foldName } from '../catalog/decisions.ts';
import type { Model } from '../model/model.ts';
import { placementOf } from '../model/placement.ts';
import type { Queue } from '../model/scopes/queue.ts';
import { vmtasUsing, type UncoveredReplies } from '../model/queues/uncovered-replies.ts';
import { FIGURES_COMMENT, haveSeveralAddresses, replyLines } from './backoff-list.ts';
import { backoffFigures } from './provider-figures.ts';
import { queuesReached } from './tighten.ts';
import { appendToSection } from './writing.ts';

/** The section that takes more rules: the last one of the list, if it is read once and all of it is known. */
function openSection(model: Model, list: EffectiveList): SectionUse | null {
  const last = list.sections.at(-1);
  if (last === undefined || last.isDefault || last.node?.close == null) return null;
  const isReadOnce = list.sections.filter(({ node }) => node === last.node).length === 1;
  return isReadOnce && placementOf(model, last) === 'sound' ? last : null;
}

/** Queues that are checked for a list; for a list of more queues it is not worked out. */
const MOST_QUEUES = 5000;

/** Whether queues that could not enter backoff before would do so by rules that are added to a list. */
function opensBackoff(model: Model, list: EffectiveList): boolean {
  if (list.rules.some(entersBackoff)) return false;
  const name = foldName(list.name);
  const lines = model.referencesTo('smtp-pattern-list', name);
  const seen = new Set<Queue>();
  // A line in <domain *> applies in all VMTAs, and some of them may have what others do not.
  for (const { use } of lines) {
    for (const [domain, vmta] of queuesReached(model, use.section)) {
      const { queue } = model.queueOf(domain, vmta);
      if (seen.has(queue)) continue;
      if (seen.size === MOST_QUEUES) return true;
      seen.add(queue);
      const { list: effective, possible } = wayIntoBackoff(model, queue);
      if (!possible && effective !== null && foldName(effective.name) === name) return true;
    }
  }
  return false;
}

/** After which time added rules end backoff: where all others of the list say so, queues may rely on it. */
function exitFor(provider: Provider, list: EffectiveList): string | null {
  const entering = list.rules.filter(entersBackoff);
  return entering.length > 0 && entering.every(endsBackoff) ? backoffFigures(provider).toNormalAfter : null;
}

/** Appends rules for replies that a list ignores, or null if it cannot be extended or other queues would enter backoff. */
export function addReplies(model: Model, { provider, list, replies }: UncoveredReplies): RuleFix | null {
  const section = openSection(model, list);
  const added = repliesThatCover([provider.id], replies);
  if (section === null || added.length === 0 || opensBackoff(model, list)) return null;
  // In a part of a configuration other VMTAs may use the list, and addresses may be elsewhere.
  const several = model.knows('files') && haveSeveralAddresses(model, vmtasUsing(model, list.name));
  const lines = replyLines(added, several, exitFor(provider, list));
  const { file, node } = section;
  const isSigned = file.text.slice(node?.tag.start, node?.end).includes(FIGURES_COMMENT);
  return {
    effect: 'tightens',
    title: `add the missing replies of ${provider.name} to ${list.name}`,
    edits: [
      // An edit of its own, so that fixes for several providers share it.
      ...(isSigned ? [] : [appendToSection(section, [FIGURES_COMMENT])]),
      appendToSection(section, lines),
    ],
  };
}
