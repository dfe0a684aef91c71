import { count } from '../../engine/message.ts';
import type { ShownEffect, ShownExit, ShownReply, ShownSetting } from './reply.ts';
import type { LinePlace } from '../shapes.ts';
import { visible } from '../visible.ts';

const SCOPES = { vmta: 'VMTA', pool: 'pool', global: 'global', default: 'default' } as const;

/** Breaks a text into indented lines. */
type Paragraph = (text: string, indent: string) => string[];

/** `config:12` */
export function placeText({ path, start }: LinePlace): string {
  return `${visible(path)}:${start.line}`;
}

/** Where a setting was said: `config:12  <domain gmail.com> (global)`; `default` where no line says it. */
export function settingText({ place, pattern, scope }: ShownSetting): string {
  if (place === null) return scope === 'default' ? 'default' : '';
  return `${placeText(place)}  <domain ${visible(pattern ?? '')}> (${SCOPES[scope]})`;
}

function valueText({ value }: ShownSetting): string {
  return visible(value === null ? 'none' : value === '' ? '""' : value);
}

/** `dkim-sign no, config:12` */
export function settingInText(setting: ShownSetting): string {
  const { directive, place } = setting;
  return `${directive} ${valueText(setting)}, ${place === null ? 'default' : placeText(place)}`;
}

/** `10m (retry-after, config:12)` */
function quoted(setting: ShownSetting): string {
  const { directive, place } = setting;
  return `${valueText(setting)} (${directive}, ${place === null ? 'default' : placeText(place)})`;
}

function exitText(exit: ShownExit): string {
  switch (exit.kind) {
    case 'rule':
      return `after ${visible(exit.after)}, as the rule says`;
    case 'time':
      return `after ${quoted(exit.setting)}`;
    case 'delivery':
      return `with the next delivery (${exit.setting.directive}, ${exit.setting.place === null ? 'default' : placeText(exit.setting.place)})`;
    case 'reply':
      return `with a reply that meets /${visible(exit.pattern)}/ mode=normal (${placeText(exit)})`;
  }
}

function backoffLines(
  effect: Extract<ShownEffect, { kind: 'enters-backoff' }>,
  queue: string,
  paragraph: Paragraph,
): string[] {
  const { slowing, reroute, notify, exits } = effect;
  const lines = paragraph('The queue enters backoff:', '  ');
  const rows = slowing.map(({ normal, backoff }) => ({
    name: backoff.directive,
    values: `${valueText(normal)} → ${valueText(backoff)}`,
    place: backoff.place === null ? 'default' : placeText(backoff.place),
  }));
  const wide = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const names = wide(rows.map(({ name }) => name));
  const values = wide(rows.map((row) => row.values));
  for (const row of rows)
    lines.push(`    ${row.name.padEnd(names)}  ${row.values.padEnd(values)}  ${row.place}`);
  if (reroute !== null)
    lines.push(
      ...paragraph(`its mail goes through ${quoted(reroute)} meanwhile, whatever the rates above`, '    '),
    );
  if (notify !== null) lines.push(...paragraph(`${quoted(notify)} is told`, '    '));
  const [first, ...others] = exits;
  if (first === undefined) {
    const byHand = `nothing ends it but a restart or an operator: pmta set queue --mode=normal ${visible(queue)}`;
    lines.push(...paragraph(byHand, '    '));
  } else {
    lines.push(...paragraph(`it comes out ${exitText(first)}`, '    '));
    for (const other of others) lines.push(...paragraph(`or ${exitText(other)}`, '    '));
  }
  return lines;
}

function disabledText({
  addresses,
  exit,
  backoffWhenAll,
}: Extract<ShownEffect, { kind: 'disables-address' }>): string {
  const back =
    exit === null ? 'until an operator enables it again' : exitText(exit).replace(/^after /, 'for ');
  const left =
    addresses === 1
      ? '; it is the only address of the VMTA, so no mail of the queue goes out meanwhile'
      : addresses > 1
        ? `; ${count(addresses - 1, 'other address', 'other addresses')} of the VMTA can go on`
        : '';
  const all = backoffWhenAll ? '; the queue enters backoff once all addresses are disabled' : '';
  return `The address that sent is not used for the queue any more, ${back}${left}${all}.`;
}

/** What PowerMTA does, in lines. */
export function effectLines(effect: ShownEffect, { queue }: ShownReply, paragraph: Paragraph): string[] {
  switch (effect.kind) {
    case 'enters-backoff':
      return backoffLines(effect, queue, paragraph);
    case 'leaves-backoff':
      return paragraph('The queue leaves backoff, if it is in it.', '  ');
    case 'skips-mx':
      return paragraph('The mail exchanger is skipped: the next one of the domain is tried.', '  ');
    case 'bounces-queue':
      return paragraph('All mail of the queue bounces.', '  ');
    case 'bounces-rcpt':
      return paragraph(
        effect.isDeferral
          ? 'If the reply answers RCPT, the recipient bounces as if it were a 5xx; else the action does nothing.'
          : 'bounce-rcpt does nothing: it acts upon 4xx replies to RCPT only.',
        '  ',
      );
    case 'disables-address':
      return paragraph(disabledText(effect), '  ');
    case 'defers-queue':
      return paragraph(`The queue waits before anything is tried again: ${quoted(effect.retry)}.`, '  ');
    case 'next-mx':
      return paragraph(
        `The connection is given up and the next mail exchanger tried (${settingInText(effect.setting)}).`,
        '  ',
      );
    case 'greeting':
      return paragraph(
        `If the server greets with it, all mail of the queue bounces (${settingInText(effect.setting)}).`,
        '  ',
      );
  }
}

/** What becomes of the message. */
export function outcomeText({ outcome }: ShownReply): string {
  switch (outcome.kind) {
    case 'retried': {
      const held = outcome.isHeld
        ? 'The message is held back although the reply is final: it'
        : 'The message';
      return `${held} stays in the queue. The recipient is tried again after ${quoted(outcome.recipients)} at the earliest; where the queue waits as a whole, after ${quoted(outcome.queue)}. It bounces after ${quoted(outcome.expires)}.`;
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
