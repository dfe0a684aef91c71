import type { Provider } from '../catalog/providers.ts';
import { repliesOf, repliesThatCover, wantsReaction, type Reply } from '../catalog/replies.ts';
import { entersBackoff, type EffectiveList } from '../model/queues/backoff.ts';
import type { Model } from '../model/model.ts';
import type { PatternRule } from '../model/lists/pattern-lists.ts';
import { readListOf } from '../model/lists/read-patterns.ts';
import { sourceAddressesOf } from '../model/queues/source-addresses.ts';
import type { RuleEdit } from '../engine/rule.ts';
import { placeList } from './place-block.ts';
import { freeName } from './writing.ts';

/** Where the figures of a fix come from; a comment above what it writes. */
export const FIGURES_COMMENT =
  '# Figures and patterns: pmta-lint catalog (published advice, vendor defaults); see pmta-lint explain missing-backoff';

/** Catalog replies that a list should react to and does not. In a list without backoff only `mode=backoff` counts. */
export function repliesToAdd(
  model: Model,
  providers: readonly Provider[],
  list: EffectiveList | null,
): readonly Reply[] {
  const isEntered = list?.rules.some(entersBackoff) === true;
  const reacts = ({ actions }: PatternRule): boolean =>
    isEntered || actions.some(({ name }) => name === 'mode');
  const answered = new Set(
    (list?.sections ?? []).flatMap((section) => {
      const read = readListOf(model, section);
      // What a pattern matches that cannot be checked is not known here: one rule too many does no harm.
      return read.rules.filter(reacts).flatMap((rule) => read.repliesOf(rule) ?? []);
    }),
  );
  const wanted = providers.flatMap(({ id }) => repliesOf(id).filter(wantsReaction));
  return repliesThatCover(
    providers.map(({ id }) => id),
    wanted.filter((reply) => !answered.has(reply)),
  );
}

/** Whether mail of every VMTA can go out from two addresses or more, so that one of them can be rested. */
export function haveSeveralAddresses(model: Model, vmtas: readonly (string | null)[]): boolean {
  return vmtas.every((name) => sourceAddressesOf(model, name).size >= 2);
}

/** `reply` lines for an smtp-pattern-list. `exit`: after which time a rule ends backoff; null leaves that to the queue. */
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

/** A list of its own for some queue: the rules that are in effect for it now, then those for further replies. */
function listBlock(name: string, list: EffectiveList | null, added: readonly string[]): string[] {
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

export interface NewList {
  readonly name: string;
  /** The `reply` lines that it has next to those of the effective list. */
  readonly added: readonly string[];
  readonly edit: RuleEdit;
}

/** For whom a list is, and what it starts from. */
export interface ListRequest {
  /** What the list is for; part of its name. */
  readonly label: string;
  readonly providers: readonly Provider[];
  /** The effective list, whose rules are kept. */
  readonly list: EffectiveList | null;
  readonly vmtas: readonly (string | null)[];
  /** After which time its rules end the backoff that they begin; null leaves that to the queue. */
  readonly exit: string | null;
}

/** A list for queues of some providers: the effective one and what it is missing. Equal requests share one list. */
export function newList(model: Model, { label, providers, list, vmtas, exit }: ListRequest): NewList {
  const replies = repliesToAdd(model, providers, list);
  const several = haveSeveralAddresses(model, vmtas);
  const differs = several && replies.some((reply) => reply.actionSingleIp !== undefined);
  const base = list === null ? `${label}-backoff` : `${list.name}-${label}`;
  const wanted = `${base}${differs ? '-by-ip' : ''}${exit === null ? '' : '-timed'}`;
  const isTaken = (name: string) => model.definitions.find('smtp-pattern-list', name).length > 0;
  const name = freeName(wanted, isTaken, '-');
  const added = replyLines(replies, several, exit);
  return { name, added, edit: placeList(model, listBlock(name, list, added)) };
}
