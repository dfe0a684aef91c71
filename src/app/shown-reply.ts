import { predefinedCategories } from '../catalog/sections.ts';
import type { DirectiveUse, OtherUse, SectionUse } from '../model/source/content.ts';
import type { QueueOfDomain } from '../model/model.ts';
import type { Setting } from '../model/scopes/queue.ts';
import type { ReplyAnswer } from '../replies/answer.ts';
import type { Category } from '../replies/bounce-category.ts';
import type { Effect, Exit, Outcome } from '../replies/effects.ts';
import { actionText, type Match, type Undecided, type Untaken } from '../replies/list-answer.ts';
import type { Meaning } from '../replies/meaning.ts';
import type {
  ShownCategory,
  ShownDecision,
  ShownEffect,
  ShownExit,
  ShownList,
  ShownMatch,
  ShownMeaning,
  ShownOutcome,
  ShownReply,
  ShownSetting,
  ShownUndecided,
} from '../report/commands/reply.ts';
import type { LinePlace } from '../report/shapes.ts';

type Paths = (path: string) => string;

/** What is told of a reply of the catalog. */
export type NoteOf = (replyId: string) => string | null;

function placeOf({ file, nameRange }: DirectiveUse, paths: Paths): LinePlace {
  return { path: paths(file.path), start: file.lines.positionAt(nameRange.start) };
}

function placeOfLine({ file, line }: OtherUse, paths: Paths): LinePlace {
  const start = line.kind === 'pattern' ? line.regex.start : line.start;
  return { path: paths(file.path), start: file.lines.positionAt(start) };
}

function placeOfTag({ file, tagRange }: SectionUse, paths: Paths): LinePlace {
  return { path: paths(file.path), start: file.lines.positionAt(tagRange.start) };
}

function shownSetting({ directive, value, uses, scope, pattern }: Setting, paths: Paths): ShownSetting {
  const [use] = uses;
  return { directive, value, place: use === undefined ? null : placeOf(use, paths), scope, pattern };
}

function shownList({ queue, list, brokenLines }: ReplyAnswer, paths: Paths): ShownList {
  const setting = queue.setting('smtp-pattern-list');
  return {
    name: list?.name ?? null,
    setting: shownSetting(setting, paths),
    beat: setting.beat.map(({ use, value, pattern, reason }) => ({
      ...placeOf(use, paths),
      value,
      pattern,
      reason,
    })),
    tags: list?.sections.map((section) => placeOfTag(section, paths)) ?? [],
    rules: list?.sections.reduce((sum, section) => sum + section.named('reply').length, 0) ?? 0,
    brokenLines,
  };
}

function untakenReason(untaken: Untaken): string {
  switch (untaken.kind) {
    case 'opposed':
      return `an earlier match says ${actionText(untaken.earlier)}`;
    case 'repeated':
      return actionText(untaken.earlier) === actionText(untaken.action)
        ? 'an earlier match says so already'
        : `an earlier match says ${actionText(untaken.earlier)}`;
    case 'alone':
      return 'the action that it goes with is not in force';
    case 'unknown':
      return 'PowerMTA has no such action';
  }
}

function shownMatch({ rule, taken, untaken }: Match, paths: Paths): ShownMatch {
  return {
    ...placeOf(rule.use, paths),
    pattern: rule.pattern,
    actions: rule.actions.map(actionText),
    decides: taken.length > 0,
    untaken: untaken.map((one) => ({ action: actionText(one.action), reason: untakenReason(one) })),
  };
}

function shownUndecided({ rule, reason }: Undecided, paths: Paths): ShownUndecided {
  return {
    ...placeOf(rule.use, paths),
    pattern: rule.pattern,
    actions: rule.actions.map(actionText),
    reason,
  };
}

function shownExit(exit: Exit, paths: Paths): ShownExit {
  switch (exit.kind) {
    case 'rule':
      return exit;
    case 'reply':
      return { kind: 'reply', pattern: exit.rule.pattern, ...placeOf(exit.rule.use, paths) };
    default:
      return { kind: exit.kind, setting: shownSetting(exit.setting, paths) };
  }
}

function shownEffect(effect: Effect, paths: Paths): ShownEffect {
  const shown = (setting: Setting | null): ShownSetting | null =>
    setting === null ? null : shownSetting(setting, paths);
  switch (effect.kind) {
    case 'enters-backoff':
      return {
        kind: effect.kind,
        slowing: effect.slowing.map(({ normal, backoff }) => ({
          normal: shownSetting(normal, paths),
          backoff: shownSetting(backoff, paths),
        })),
        reroute: shown(effect.reroute),
        notify: shown(effect.notify),
        exits: effect.exits.map((exit) => shownExit(exit, paths)),
      };
    case 'disables-address':
      return { ...effect, exit: effect.exit === null ? null : shownExit(effect.exit, paths) };
    case 'defers-queue':
      return { kind: effect.kind, retry: shownSetting(effect.retry, paths) };
    case 'next-mx':
    case 'greeting':
      return { kind: effect.kind, setting: shownSetting(effect.setting, paths) };
    default:
      return effect;
  }
}

function shownOutcome(outcome: Outcome, paths: Paths): ShownOutcome {
  if (outcome.kind !== 'retried') return outcome;
  return {
    kind: outcome.kind,
    recipients: shownSetting(outcome.recipients, paths),
    queue: shownSetting(outcome.queue, paths),
    expires: shownSetting(outcome.expires, paths),
    isHeld: outcome.isHeld,
  };
}

function shownCategory(category: Category, paths: Paths): ShownCategory {
  if (category.kind === 'no-list' || category.kind === 'no-match')
    return { name: null, place: null, pattern: null, isBuiltIn: false, reason: category.kind };
  const { rule } = category;
  const name = category.kind === 'known' ? category.category : null;
  return {
    name,
    isBuiltIn: name !== null && predefinedCategories().includes(name),
    place: placeOfLine(rule.use, paths),
    pattern: rule.pattern,
    reason: category.kind === 'known' ? 'pattern' : 'undecided',
  };
}

function shownMeaning({ reply, provider, isOwn }: Meaning, noteOf: NoteOf): ShownMeaning {
  return {
    reply: reply.id,
    provider: provider?.fullName ?? provider?.name ?? null,
    isOwn,
    kind: reply.meaning,
    remedy: reply.remedy,
    note: noteOf(reply.id),
  };
}

/** What decides about a reply, as reports show it. */
export function shownDecision(answer: ReplyAnswer, paths: Paths, noteOf: NoteOf): ShownDecision {
  return {
    matches: answer.matches.map((match) => shownMatch(match, paths)),
    undecided: answer.undecided.map((one) => shownUndecided(one, paths)),
    actions: answer.actions.map(actionText),
    mode: answer.mode,
    effects: answer.effects.map((effect) => shownEffect(effect, paths)),
    outcome: shownOutcome(answer.outcome, paths),
    category: answer.category === null ? null : shownCategory(answer.category, paths),
    meaning: answer.meaning === null ? null : shownMeaning(answer.meaning, noteOf),
    readsAsMailbox: answer.readsAsMailbox,
    signs: answer.signs === null ? null : shownSetting(answer.signs, paths),
    encrypts: answer.encrypts === null ? null : shownSetting(answer.encrypts, paths),
    addition: answer.addition,
  };
}

/** The queue that was asked for. */
export interface Asked {
  readonly domain: string;
  readonly vmta: string | null;
  readonly found: QueueOfDomain;
  readonly complete: boolean;
}

/** What becomes of a reply, as reports show it. */
export function shownReply(answer: ReplyAnswer, asked: Asked, paths: Paths, noteOf: NoteOf): ShownReply {
  const { domain, vmta, found, complete } = asked;
  return {
    ...shownDecision(answer, paths, noteOf),
    domain,
    vmta,
    queue: answer.queue.name,
    via: found.queueTo !== null ? 'queue-to' : found.rollup !== null ? 'rollup' : null,
    complete,
    reply: answer.reply.text,
    code: answer.reply.code,
    list: shownList(answer, paths),
  };
}
