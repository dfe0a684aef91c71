import { resolve } from 'node:path';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { Replies } from '../replies/answer.ts';
import { Coverage } from '../replies/coverage.ts';
import { readReply } from '../replies/smtp-reply.ts';
import { pathWriter } from '../report/paths.ts';
import { checkDomain, checkVmta, loadAsked } from '../app/queue-argument.ts';
import type { ReplyOptions } from './options.ts';
import { Progress, wantsColour, type Surroundings } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const FORM = 'write pmta-lint reply <domain> "<reply>" [config]';

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
  const shown = pathWriter(surroundings.workingDirectory);
  const answered = { answer, domain: asked, vmta, found, complete: model.complete, shown };
  if (options.format === 'json')
    return (await import('../report/commands/reply-json.ts')).replyJson(answered);
  const { output, environment } = surroundings;
  const { replyText } = await import('../report/commands/reply-text.ts');
  const columns = output.isTerminal ? (output.columns ?? NaN) : undefined;
  const { notesOfReply } = await import('../catalog/notes.ts');
  const note = answer.meaning === null ? undefined : notesOfReply(answer.meaning.reply.id)?.note;
  return replyText(answered, note ?? null, wantsColour(options.color, output, environment), columns);
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
  const { readLines } = await import('../app/reply-file.ts');
  const { replyReader } = await import('../app/reply-input.ts');
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
  const read = { file, kind, leftOut, coverage, shown: pathWriter(workingDirectory) };
  if (options.format === 'json') return (await import('../report/commands/reply-json.ts')).coverageJson(read);
  const { coverageText } = await import('../report/commands/reply-coverage-text.ts');
  const columns = output.isTerminal ? (output.columns ?? NaN) : undefined;
  return coverageText(read, wantsColour(options.color, output, environment), columns);
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
