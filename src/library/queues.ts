import { checkDomain, checkVmta } from '../app/queue-argument.ts';
import { effectiveReport } from '../cli/effective.ts';
import type { Model, QueueOfDomain } from '../model/model.ts';
import { Replies } from '../replies/answer.ts';
import { readReply } from '../replies/smtp-reply.ts';
import { replyReport } from '../report/commands/reply-json.ts';
import type { EffectiveReport, ReplyReport } from '../report/shapes.ts';
import { InvalidArgumentError } from './errors.ts';
import type { Configuration, QueueOptions } from './options.ts';
import { loadOne, loadOptionsIn, placeOf, refuseOtherThanText, settingsIn, type Place } from './reading.ts';

/** A queue that a call asks about. */
interface AskedQueue {
  readonly place: Place;
  readonly model: Model;
  readonly domain: string;
  readonly vmta: string | null;
  readonly found: QueueOfDomain;
}

async function askedQueue(
  given: string,
  configuration: Configuration,
  options: QueueOptions,
): Promise<AskedQueue> {
  refuseOtherThanText(given, 'the domain');
  const domain = checkDomain(given);
  const place = placeOf(configuration, options);
  const inForce = await settingsIn(place, options);
  const model = loadOne(place, { ...loadOptionsIn(place, inForce, options), isMain: true });
  const vmta = checkVmta(options.vmta, model);
  return { place, model, domain, vmta, found: model.queueOf(domain, vmta) };
}

/** What holds for the queue of a domain. */
export async function effective(
  given: string,
  configuration: Configuration,
  options: QueueOptions,
): Promise<EffectiveReport> {
  const { place, model, domain, vmta, found } = await askedQueue(given, configuration, options);
  return effectiveReport(domain, vmta, found, model.complete, place.workingDirectory);
}

/** What becomes of a reply in the queue of a domain. */
export async function reply(
  given: string,
  text: string,
  configuration: Configuration,
  options: QueueOptions,
): Promise<ReplyReport> {
  refuseOtherThanText(text, 'the reply');
  const read = readReply(text);
  if (read.text === '') throw new InvalidArgumentError('the reply is empty');
  const { place, model, domain, vmta, found } = await askedQueue(given, configuration, options);
  const answer = new Replies(model).answer(found.queue, domain, read);
  return replyReport({ answer, domain, vmta, found, complete: model.complete, shown: place.shown });
}
