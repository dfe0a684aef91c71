import { Replies } from '../../src/replies/answer.ts';
import { readReply } from '../../src/replies/smtp-reply.ts';
import { pathWriter } from '../../src/base/paths.ts';
import { replyJson } from '../../src/report/commands/reply-json.ts';
import { replyText } from '../../src/report/commands/reply-text.ts';
import { FOLDER, type Input } from '../input.ts';
import { modelOf } from './loaded.ts';
import { promise, type Seen } from './promise.ts';

const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;

/** Replies: each is explained the same way twice, as text for a terminal and as JSON. */
export function check(input: Input): Seen {
  const model = modelOf(input.files);
  const { domain, vmta } = input;
  const found = model.queueOf(domain, vmta);
  const reply = readReply(input.reply);
  const answer = new Replies(model).answer(found.queue, domain, reply);
  const again = new Replies(model).answer(found.queue, domain, reply);
  promise(answer.outcome.kind === again.outcome.kind, 'a question has one answer');
  const answered = {
    answer,
    domain,
    vmta,
    found,
    complete: model.knows('includes'),
    shown: pathWriter(FOLDER),
  };
  const text = replyText(answered, null, false, 80);
  promise(!CONTROL.test(text), 'an answer holds no control characters', () =>
    JSON.stringify(CONTROL.exec(text)),
  );
  JSON.parse(replyJson(answered));
  const seen = new Set([`${answer.outcome.kind} ${answer.category?.kind ?? ''}`]);
  for (const { kind } of answer.effects) seen.add(`effect ${kind}`);
  seen.add(`${Math.min(3, answer.matches.length)} matches ${Math.min(3, answer.brokenLines)} broken`);
  return seen
    .add(`meaning ${answer.meaning?.reply.meaning ?? ''}`)
    .add(answer.list === null ? 'no list' : 'a list');
}
