import { count } from '../../engine/message.ts';
import type { Setting } from '../../model/scopes/queue.ts';
import type { Effect, Exit, Outcome } from '../../replies/effects.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace, placeText } from '../places.ts';
import { INDENT, type Page } from '../page.ts';
import { SCOPE_WORDS } from './effective.ts';
import { visible } from '../../base/visible.ts';

/** The first line that sets a value: `config:12`; undefined for a default. */
function lineOf({ uses: [use] }: Setting, shown: PathWriter): string | undefined {
  return use && placeText(linePlace(use, shown));
}

/** Where a setting was made: `config:12  <domain gmail.com> (global)`, or `default`. */
export function originText(setting: Setting, shown: PathWriter): string {
  const line = lineOf(setting, shown);
  if (line === undefined) return setting.scope === 'default' ? 'default' : '';
  return `${line}  <domain ${visible(setting.pattern ?? '')}> (${SCOPE_WORDS[setting.scope]})`;
}

function valueText({ value }: Setting): string {
  return visible(value === null ? 'none' : value === '' ? '""' : value);
}

/** `dkim-sign no, config:12` */
export function settingText(setting: Setting, shown: PathWriter): string {
  return `${setting.directive} ${valueText(setting)}, ${lineOf(setting, shown) ?? 'default'}`;
}

/** `10m (retry-after, config:12)` */
function valueWithOrigin(setting: Setting, shown: PathWriter): string {
  return `${valueText(setting)} (${setting.directive}, ${lineOf(setting, shown) ?? 'default'})`;
}

function exitText(exit: Exit, shown: PathWriter, after: 'after' | 'for' = 'after'): string {
  switch (exit.kind) {
    case 'rule':
      return `${after} ${visible(exit.after)}, as the rule says`;
    case 'time':
      return `${after} ${valueWithOrigin(exit.setting, shown)}`;
    case 'delivery':
      return `with the next delivery (${exit.setting.directive}, ${lineOf(exit.setting, shown) ?? 'default'})`;
    case 'reply': {
      const { pattern, use } = exit.rule;
      return `with a reply that meets /${visible(pattern)}/ mode=normal (${placeText(linePlace(use, shown))})`;
    }
  }
}

function addBackoff(
  page: Page,
  { slowing, reroute, notify, exits }: Extract<Effect, { kind: 'enters-backoff' }>,
  queue: string,
  shown: PathWriter,
): void {
  const indent = INDENT + INDENT;
  const rows = slowing.map(({ normal, backoff }) => ({
    name: backoff.directive,
    values: `${valueText(normal)} → ${valueText(backoff)}`,
    origin: lineOf(backoff, shown) ?? 'default',
  }));
  const names = Math.max(0, ...rows.map(({ name }) => name.length));
  const values = Math.max(0, ...rows.map((row) => row.values.length));
  const [first, ...others] = exits.map((exit) => exitText(exit, shown));
  page.paragraph('The queue enters backoff:');
  for (const row of rows)
    page.add(`${indent}${row.name.padEnd(names)}  ${row.values.padEnd(values)}  ${row.origin}`);
  if (reroute !== null)
    page.paragraph(
      `its mail goes through ${valueWithOrigin(reroute, shown)} meanwhile, whatever the rates above`,
      indent,
    );
  if (notify !== null) page.paragraph(`${valueWithOrigin(notify, shown)} is told`, indent);
  page.paragraph(
    first === undefined
      ? `nothing ends it but a restart or an operator: pmta set queue --mode=normal ${visible(queue)}`
      : `it comes out ${first}`,
    indent,
  );
  for (const other of others) page.paragraph(`or ${other}`, indent);
}

function disabledText(
  { addresses, exit, backoffWhenAll }: Extract<Effect, { kind: 'disables-address' }>,
  shown: PathWriter,
): string {
  const back = exit === null ? 'until an operator enables it again' : exitText(exit, shown, 'for');
  const left =
    addresses === 1
      ? '; it is the only address of the VMTA, so no mail of the queue goes out meanwhile'
      : addresses > 1
        ? `; ${count(addresses - 1, 'other address', 'other addresses')} of the VMTA can go on`
        : '';
  const all = backoffWhenAll ? '; the queue enters backoff once all addresses are disabled' : '';
  return `The address that sent is not used for the queue any more, ${back}${left}${all}.`;
}

function effectText(effect: Exclude<Effect, { kind: 'enters-backoff' }>, shown: PathWriter): string {
  switch (effect.kind) {
    case 'leaves-backoff':
      return 'The queue leaves backoff, if it is in it.';
    case 'skips-mx':
      return 'The mail exchanger is skipped: the next one of the domain is tried.';
    case 'bounces-queue':
      return 'All mail of the queue bounces.';
    case 'bounces-rcpt':
      return effect.isDeferral
        ? 'If the reply answers RCPT, the recipient bounces as if it were a 5xx; else the action does nothing.'
        : 'bounce-rcpt does nothing: it acts upon 4xx replies to RCPT only.';
    case 'disables-address':
      return disabledText(effect, shown);
    case 'defers-queue':
      return `The queue waits before anything is tried again: ${valueWithOrigin(effect.retry, shown)}.`;
    case 'next-mx':
      return `The connection is given up and the next mail exchanger tried (${settingText(effect.setting, shown)}).`;
    case 'greeting':
      return `If the server greets with it, all mail of the queue bounces (${settingText(effect.setting, shown)}).`;
  }
}

export function addEffect(page: Page, effect: Effect, queue: string, shown: PathWriter): void {
  if (effect.kind === 'enters-backoff') addBackoff(page, effect, queue, shown);
  else page.paragraph(effectText(effect, shown));
}

export function outcomeText(outcome: Outcome, shown: PathWriter): string {
  switch (outcome.kind) {
    case 'retried': {
      const held = outcome.isHeld
        ? 'The message is held back although the reply is final: it'
        : 'The message';
      const { recipients, queue, expires } = outcome;
      return `${held} stays in the queue. The recipient is tried again after ${valueWithOrigin(recipients, shown)} at the earliest; where the queue waits as a whole, after ${valueWithOrigin(queue, shown)}. It bounces after ${valueWithOrigin(expires, shown)}.`;
    }
    case 'bounced':
      return outcome.by === 'reply' ? 'The message bounces.' : 'So does this message.';
    case 'bounced-at-rcpt':
      return 'In any other case the message stays in the queue and is tried again.';
    case 'accepted':
      return 'Nothing was refused: the code says that the server goes along.';
    case 'unknown':
      return 'Whether the message is tried again or bounces depends on the code, which the reply does not begin with.';
  }
}
