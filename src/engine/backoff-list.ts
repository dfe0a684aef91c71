import type { Provider } from '../catalog/providers.ts';
import { coveringReplies, type Reply } from '../catalog/replies.ts';
import type { ListInForce } from '../model/backoff.ts';
import type { SectionUse } from '../model/content.ts';
import type { Model } from '../model/model.ts';
import type { NewEdit } from './rule.ts';
import { insertBlock } from './writing.ts';

/** Where the figures of a fix come from; stands above what it writes. */
export const FIGURES_COMMENT =
  '# Figures and patterns: pmta-lint catalog (published advice, vendor defaults); see pmta-lint explain missing-backoff';

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'i').test(text);
  } catch {
    // Written for PCRE alone: what it matches is not known here.
    return false;
  }
}

/** The catalog's replies that a list should react to for these providers and does not yet. */
export function repliesToAdd(providers: readonly Provider[], list: ListInForce | null): Reply[] {
  const replies = providers.flatMap((provider) => coveringReplies(provider.id));
  return [...new Set(replies)].filter(
    (reply) =>
      !(list?.rules ?? []).some((rule) => rule.actions.length > 0 && matches(rule.pattern, reply.example)),
  );
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

/** `reply` lines for replies, as they stand in an smtp-pattern-list. */
export function replyLines(replies: readonly Reply[], severalAddresses: boolean): string[] {
  return replies.map((reply) => {
    const action = severalAddresses ? reply.action : (reply.actionSingleIp ?? reply.action);
    return `reply /${reply.pattern}/ ${action ?? 'mode=backoff'}`;
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
  readonly lines: readonly string[];
}

/**
 * A list for queues of some providers: what the list in force says, and what it lacks for these providers. The same
 * question gets the same answer, so that fixes that ask for one list share it.
 *
 * @param label What the list is for; part of its name.
 * @param vmtas The VMTAs whose mail it is for.
 */
export function newList(
  model: Model,
  label: string,
  providers: readonly Provider[],
  list: ListInForce | null,
  vmtas: readonly (string | null)[],
): NewList {
  const replies = repliesToAdd(providers, list);
  const several = haveSeveralAddresses(model, vmtas);
  const differs = several && replies.some((reply) => reply.actionSingleIp !== undefined);
  const base = list === null ? `${label}-backoff` : `${list.name}-${label}`;
  const name = freeListName(model, differs ? `${base}-by-ip` : base);
  return { name, lines: listBlock(name, list, replyLines(replies, several)) };
}

/** Where lists stand: beside others, else behind the blocks that use them. */
export function insertList(model: Model, { lines }: NewList): NewEdit {
  return insertBlock(
    model.main,
    model.root,
    ['smtp-pattern-list', 'domain', 'virtual-mta-pool', 'virtual-mta'],
    lines,
  );
}
