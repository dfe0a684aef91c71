import { appendToSection, insertLines, lineAt, replaceValue } from '../../../src/engine/writing.ts';
import {
  backoffFigures,
  connectionsIn,
  perMinute,
  slowerRate,
} from '../../../src/engine/provider-figures.ts';
import type { NewEdit, NewFix } from '../../../src/engine/rule.ts';
import { wayIntoBackoff } from '../../../src/model/backoff.ts';
import type { DirectiveUse, SectionUse } from '../../../src/model/content.ts';
import type { Model } from '../../../src/model/model.ts';
import type { ProviderQueue } from '../../../src/model/provider-queues.ts';
import type { Queue } from '../../../src/model/queue.ts';

const RATES = ['max-msg-rate', 'max-connect-rate', 'max-data-volume-rate'] as const;

/** Whether backoff slows the queue by something else than fewer connections. */
function slowsOtherwise(queue: Queue): boolean {
  if ((queue.value('backoff-reroute-to-virtual-mta') ?? '') !== '') return true;
  return RATES.some((rate) => {
    const [normal, backoff] = [perMinute(queue.value(rate)), perMinute(queue.value(`backoff-${rate}`))];
    return normal !== undefined && backoff !== undefined && backoff < normal;
  });
}

/** Lines as they are indented beside another one. */
function insertBehind(use: DirectiveUse, lines: readonly string[]): NewEdit {
  const { file, line } = use;
  const indent = /^\uFEFF?([ \t]*)/.exec(file.text.slice(line.start, line.end))?.[1] ?? '';
  const last = use.continuation.at(-1) ?? line;
  const next = lineAt(file, last.start)?.next ?? file.text.length;
  return insertLines(
    file,
    next,
    lines.map((text) => indent + text),
  );
}

/**
 * What backoff needs beside fewer connections, so that it stays slower than the normal state: its own connections no
 * higher, and where fewer connections were all that it did, one connection, or a rate.
 */
function backoffAlong(
  model: Model,
  figure: number,
  queues: readonly ProviderQueue[],
): { lower: Map<DirectiveUse, number>; lines: string[] } {
  const lower = new Map<DirectiveUse, number>();
  const lines: string[] = [];
  for (const { queue, provider } of queues) {
    const { value, uses } = queue.setting('backoff-max-smtp-out');
    const inBackoff = connectionsIn(value);
    const use = uses.at(-1);
    const way = wayIntoBackoff(model, queue);
    const mayEnter = way.possible || (!model.isWhole && way.list?.sections.length === 0);
    if (inBackoff === undefined || (!mayEnter && use === undefined)) continue;
    const idle = mayEnter && !slowsOtherwise(queue) && inBackoff >= figure;
    if (inBackoff <= figure && !idle) continue;
    const wanted = idle ? 1 : figure;
    if (use === undefined) lines.push(`backoff-max-smtp-out ${wanted}`);
    else if (inBackoff > wanted) lower.set(use, Math.min(wanted, lower.get(use) ?? wanted));
    if (idle && figure === 1 && queue.setting('backoff-max-msg-rate').uses.length === 0) {
      lines.push(
        `backoff-max-msg-rate ${slowerRate(backoffFigures(provider).maxMsgRate, queue.value('max-msg-rate'))}`,
      );
    }
  }
  return { lower, lines: [...new Set(lines)] };
}

/** Lowers max-smtp-out to a figure, and keeps backoff below it. */
export function lowerConnections(
  model: Model,
  place: { readonly use: DirectiveUse | null; readonly section: SectionUse },
  figure: number,
  queues: readonly ProviderQueue[],
): NewFix {
  const { lower, lines } = backoffAlong(model, figure, queues);
  const edits = [...lower].map(([use, value]) => replaceValue(use, `${value}`));
  const own = lines.filter(
    (line, index) => lines.findIndex((other) => other.split(' ')[0] === line.split(' ')[0]) === index,
  );
  if (place.use === null) edits.push(appendToSection(place.section, [`max-smtp-out ${figure}`, ...own]));
  else {
    edits.push(replaceValue(place.use, `${figure}`));
    if (own.length > 0) edits.push(insertBehind(place.use, own));
  }
  return { safety: 'safe', title: `lower max-smtp-out to ${figure}`, edits };
}
