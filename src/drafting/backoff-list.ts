import type { Provider } from '../catalog/providers.ts';
import { coveringReplies, type Reply } from '../catalog/replies.ts';
import { entersBackoff, type ListInForce } from '../model/backoff.ts';
import type { SectionUse } from '../model/content.ts';
import type { Model } from '../model/model.ts';
import type { NewEdit } from '../engine/rule.ts';
import { placeList } from './placing.ts';
import { matchedTexts } from './timed-patterns.ts';

/** Where the figures of a fix come from; stands above what it writes. */
export const FIGURES_COMMENT =
  '# Figures and patterns: pmta-lint catalog (published advice, vendor defaults); see pmta-lint explain missing-backoff';

/**
 * The catalog's replies that a list should react to for these providers and does not yet. In a list that never starts
 * backoff another reaction than that is none: the actions of all rules that match are taken together.
 */
export function repliesToAdd(providers: readonly Provider[], list: ListInForce | null): Reply[] {
  const rules = list?.rules ?? [];
  const reacting = rules.some(entersBackoff)
    ? rules.filter(({ actions }) => actions.length > 0)
    : rules.filter(({ actions }) => actions.some(({ name }) => name === 'mode'));
  const replies = new Set(providers.flatMap((provider) => coveringReplies(provider.id)));
  const left = [...replies];
  const examples = left.map(({ example }) => example);
  const answered = new Set<number>();
  for (const { pattern } of reacting) {
    // What a pattern that is written for PCRE alone, or takes too long, matches is not known here.
    for (const [index, isMatch] of (matchedTexts(pattern, examples) ?? []).entries())
      if (isMatch) answered.add(index);
  }
  return left.filter((_, index) => !answered.has(index));
}

/** Whether mail of every VMTA can go out from two addresses or more, so that one of them can be rested. */
export function haveSeveralAddresses(model: Model, vmtas: readonly (string | null)[]): boolean {
  const addresses = (sections: readonly SectionUse[]): number =>
    new Set(
      sections.flatMap((section) =>
        section
          .named('smtp-source-host')
          .flatMap((use) => (use.plainValue ?? '').split(/\s+/)[0]?.toLowerCase() ?? []),
      ),
    ).size;
  return vmtas.every((name) => {
    const own = addresses(model.vmtas.vmta(name ?? '{default}'));
    return (own === 0 ? addresses([model.root]) : own) >= 2;
  });
}

/**
 * `reply` lines for replies, as they stand in an smtp-pattern-list.
 *
 * @param exit After which time a rule ends the backoff that it begins; null leaves that to the queue.
 */
export function replyLines(
  replies: readonly Reply[],
  severalAddresses: boolean,
  exit: string | null = null,
): string[] {
  return replies.map((reply) => {
    const written = severalAddresses ? reply.action : (reply.actionSingleIp ?? reply.action);
    const action = written ?? 'mode=backoff';
    const ends = exit !== null && action === 'mode=backoff' ? `,backoff-to-normal-after=${exit}` : '';
    return `reply /${reply.pattern}/ ${action}${ends}`;
  });
}

/** A list of its own for some queue: the rules that are in force for it now, then those for further replies. */
function listBlock(name: string, list: ListInForce | null, added: readonly string[]): string[] {
  const kept = (list?.sections ?? []).flatMap((section) =>
    section.directives.flatMap(({ file, line }) => {
      return file.slice(line.name).toLowerCase() === 'reply'
        ? [file.text.slice(line.name.start, line.end).trimEnd()]
        : [];
    }),
  );
  return [
    FIGURES_COMMENT,
    `<smtp-pattern-list ${name}>`,
    ...[...kept, ...added].map((line) => `\t${line}`),
    '</smtp-pattern-list>',
  ];
}

/** A name for a list that no list has yet. */
function freeListName(model: Model, wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (model.definitions.find('smtp-pattern-list', name).length === 0) return name;
  }
}

/** A list that a fix is about to add. */
export interface NewList {
  readonly name: string;
  /** The `reply` lines that it has beside those of the list in force. */
  readonly added: readonly string[];
  readonly edit: NewEdit;
}

/** For whom a list is, and what it starts from. */
export interface ListRequest {
  /** What the list is for; part of its name. */
  readonly label: string;
  readonly providers: readonly Provider[];
  /** The list in force, whose rules are kept. */
  readonly list: ListInForce | null;
  /** The VMTAs whose mail it is for. */
  readonly vmtas: readonly (string | null)[];
  /** After which time its rules end the backoff that they begin; null leaves that to the queue. */
  readonly exit: string | null;
}

/**
 * A list for queues of some providers: what the list in force says, and what it lacks for these providers. The same
 * question gets the same answer, so that fixes that ask for one list share it.
 */
export function newList(model: Model, { label, providers, list, vmtas, exit }: ListRequest): NewList {
  const replies = repliesToAdd(providers, list);
  const several = haveSeveralAddresses(model, vmtas);
  const differs = several && replies.some((reply) => reply.actionSingleIp !== undefined);
  const base = list === null ? `${label}-backoff` : `${list.name}-${label}`;
  const name = freeListName(model, `${base}${differs ? '-by-ip' : ''}${exit === null ? '' : '-timed'}`);
  const added = replyLines(replies, several, exit);
  return { name, added, edit: placeList(model, listBlock(name, list, added)) };
}
