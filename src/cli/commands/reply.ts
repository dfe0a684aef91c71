import { resolve } from 'node:path';
import { nodeFileSystem } from '../../model/source/node-file-system.ts';
import { Replies } from '../../replies/answer.ts';
import { Coverage } from '../../replies/coverage.ts';
import { readReply } from '../../replies/smtp-reply.ts';
import { pathWriter } from '../../report/paths.ts';
import type { ShownCoverage } from '../../report/commands/reply-coverage.ts';
import { checkDomain, checkVmta, loadAsked } from '../../app/queue.ts';
import type { ReplyOptions } from '../options.ts';
import { shownDecision, shownReply, type NoteOf } from '../../app/shown-reply.ts';
import { Progress, wantsColour, type Surroundings } from '../terminal.ts';
import { UsageError } from '../../base/usage-error.ts';

const FORM = 'write pmta-lint reply <domain> "<reply>" [config]';
/** How many queues of a kind of replies are named. */
const QUEUES_NAMED = 20;

async function notes(): Promise<NoteOf> {
  const { notesOfReply } = await import('../../catalog/notes.ts');
  return (id) => notesOfReply(id)?.note ?? null;
}

async function replyToOne(
  [domain, reply, config]: readonly (string | undefined)[],
  options: ReplyOptions,
  surroundings: Surroundings,
): Promise<string> {
  if (domain === undefined) throw new UsageError(`the domain is missing; ${FORM}`);
  if (reply === undefined) throw new UsageError(`the reply is missing; ${FORM}`);
  const asked = checkDomain(domain);
  const read = readReply(reply);
  if (read.text === '') throw new UsageError(`the reply is empty; ${FORM}`);
  const model = await loadAsked(config, options, surroundings);
  const vmta = checkVmta(options.vmta, model);
  const found = model.queueOf(asked, vmta);
  const answer = new Replies(model).answer(found.queue, asked, read);
  const paths = pathWriter(surroundings.workingDirectory);
  const shown = shownReply(
    answer,
    { domain: asked, vmta, found, complete: model.complete },
    paths,
    await notes(),
  );
  if (options.format === 'json') return (await import('../../report/commands/reply-json.ts')).replyJson(shown);
  const { output, environment } = surroundings;
  const { replyText } = await import('../../report/commands/reply-text.ts');
  const columns = output.isTerminal ? (output.columns ?? NaN) : undefined;
  return replyText(shown, wantsColour(options.color, output, environment), columns);
}

function isFile(path: string): boolean {
  try {
    return nodeFileSystem.status(path).kind === 'file';
  } catch {
    return false;
  }
}

/** With --file: `[domain] [config]`. A single one that is a file is the configuration. */
function domainAndConfig(
  given: readonly (string | undefined)[],
  workingDirectory: string,
): { domain: string | null; config: string | undefined } {
  const [first, second, third] = given.filter((argument) => argument !== undefined);
  if (third !== undefined)
    throw new UsageError(
      'with --file there is no other reply; write pmta-lint reply [domain] --file <replies> [config]',
    );
  if (first === undefined) return { domain: null, config: undefined };
  if (second === undefined && isFile(resolve(workingDirectory, first)))
    return { domain: null, config: first };
  return { domain: checkDomain(first), config: second };
}

async function replyToFile(
  file: string,
  given: readonly (string | undefined)[],
  options: ReplyOptions,
  surroundings: Surroundings,
): Promise<string> {
  const { workingDirectory, output, environment, errors } = surroundings;
  if (file === '') throw new UsageError('--file is empty: give a file of replies');
  if (file === '-') throw new UsageError("'--file -' is no file: give /dev/stdin for the standard input");
  const { domain, config } = domainAndConfig(given, workingDirectory);
  const model = await loadAsked(config, options, surroundings);
  const vmta = checkVmta(options.vmta, model);
  const coverage = new Coverage(model);
  const { readLines } = await import('../../app/reply-file.ts');
  const { replyReader } = await import('../../app/reply-input.ts');
  const reader = replyReader(file, { domain, vmta }, (reply) => coverage.add(reply));
  const progress = new Progress(errors);
  try {
    await readLines(file, resolve(workingDirectory, file), reader, (lines) =>
      progress.say(`${file}: line ${lines}`),
    );
    await reader.end();
  } finally {
    await progress.end();
  }
  const { kind, leftOut } = reader;
  if (kind === null) throw new UsageError(`--file '${file}' is empty`);
  const total = leftOut.accepted + leftOut.otherRecords + leftOut.withoutReply + leftOut.misshapen;
  if (coverage.count + total === 0) throw new UsageError(`--file '${file}' has a header and no records`);
  const paths = pathWriter(workingDirectory);
  const noteOf = await notes();
  const shown: ShownCoverage = {
    file,
    kind,
    complete: model.complete,
    replies: coverage.count,
    notToldApart: coverage.beyond,
    queues: coverage.queues,
    leftOut,
    unknownVmtas: coverage.unknownVmtas,
    groups: coverage.groups.map(({ shape, count, queues, answer }) => ({
      ...shownDecision(answer, paths, noteOf),
      count,
      shape,
      example: answer.reply.text,
      queues: [...queues].slice(0, QUEUES_NAMED),
      queueCount: queues.size,
      list: answer.list?.name ?? null,
    })),
  };
  if (options.format === 'json')
    return (await import('../../report/commands/reply-json.ts')).coverageJson(shown);
  const { coverageText } = await import('../../report/commands/reply-coverage-text.ts');
  const columns = output.isTerminal ? (output.columns ?? NaN) : undefined;
  return coverageText(shown, wantsColour(options.color, output, environment), columns);
}

/**
 * Prints what becomes of an SMTP reply in a queue, or of all replies in a file.
 *
 * @param given The arguments: domain, reply, configuration; with `--file` domain and configuration.
 * @returns The exit code. Throws a UsageError for a domain, VMTA, configuration or file that is none.
 */
export async function replyCommand(
  given: readonly (string | undefined)[],
  options: ReplyOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { file } = options;
  const text =
    file === undefined
      ? await replyToOne(given, options, surroundings)
      : await replyToFile(file, given, options, surroundings);
  await surroundings.output.write(text);
  return 0;
}
