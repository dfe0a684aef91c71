import { compare as compareConfigurations } from '../app/compare.ts';
import { queueOf, readQueueName } from '../app/queue.ts';
import type { Model } from '../model/model.ts';
import { Replies } from '../replies/answer.ts';
import { readQuotedReply } from '../replies/smtp-reply.ts';
import { compareReport } from '../report/commands/comparison-json.ts';
import { effectiveReport, type PrintedQueue } from '../report/commands/effective.ts';
import { replyReport } from '../report/commands/reply-json.ts';
import type { CompareReport, EffectiveReport, ReplyReport } from '../report/shapes.ts';
import { InvalidArgumentError } from './errors.ts';
import type { Configuration, QueueOptions, ReadingOptions } from './options.ts';
import { loadOne, loadOptionsIn, placeOf, refuseOtherThanText, settingsIn } from './reading.ts';

async function queueIn(
  given: string,
  configuration: Configuration,
  options: QueueOptions,
): Promise<PrintedQueue & { readonly model: Model }> {
  refuseOtherThanText(given, 'the domain');
  const named = readQueueName(given, options.vmta);
  const place = placeOf(configuration, options);
  const inEffect = await settingsIn(place, options);
  const model = loadOne(place, { ...loadOptionsIn(place, inEffect, options), isMain: true });
  return { ...queueOf(named, model), complete: model.knows('includes'), shown: place.shown };
}

export async function effective(
  given: string,
  configuration: Configuration,
  options: QueueOptions,
): Promise<EffectiveReport> {
  return effectiveReport(await queueIn(given, configuration, options));
}

export async function reply(
  given: string,
  text: string,
  configuration: Configuration,
  options: QueueOptions,
): Promise<ReplyReport> {
  refuseOtherThanText(text, 'the reply');
  const { reply: read } = readQuotedReply(text);
  if (read.text === '') throw new InvalidArgumentError('the reply is empty');
  const queue = await queueIn(given, configuration, options);
  const answer = new Replies(queue.model).answer(queue.found.queue, queue.domain, read);
  return replyReport({ ...queue, answer });
}

export async function compare(
  before: Configuration,
  after: Configuration,
  options: ReadingOptions,
): Promise<CompareReport> {
  const [old, now] = [placeOf(before, options), placeOf(after, options)];
  // The settings of the new configuration are used for both.
  const inEffect = await settingsIn(now, options);
  const { changes, complete } = compareConfigurations((isMain) => [
    loadOne(old, { ...loadOptionsIn(old, inEffect, options), isMain }),
    loadOne(now, { ...loadOptionsIn(now, inEffect, options), isMain }),
  ]);
  return compareReport(changes, complete, now.shown);
}
