import { resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../base/usage-error.ts';
import { choice, withReading, type ReadingOptions } from '../options.ts';
import { Progress, textStyle, warn, type CliContext } from '../terminal.ts';

interface ReplyOptions extends ReadingOptions {
  readonly format?: 'text' | 'json';
  readonly vmta?: string;
  readonly file?: string;
}

/** The arguments as they were given, by position. */
type Given = readonly (string | undefined)[];

const FORM = 'write pmta-lint reply <domain> "<reply>" [config]';

async function replyToOne([domain, reply, config]: Given, options: ReplyOptions, context: CliContext) {
  const { queueOf, readQueueName } = await import('../../app/queue.ts');
  const { mainConfiguration } = await import('../call-settings.ts');
  const { Replies } = await import('../../replies/answer.ts');
  const { readQuotedReply } = await import('../../replies/smtp-reply.ts');
  const { pathWriter } = await import('../../base/paths.ts');
  if (domain === undefined) throw new UsageError(`the domain is missing; ${FORM}`);
  if (reply === undefined) throw new UsageError(`the reply is missing; ${FORM}`);
  const named = readQueueName(domain, options.vmta);
  const { reply: read, before } = readQuotedReply(reply);
  if (before !== '')
    await warn(
      context,
      `the reply is read from '${String(read.code)}' on, without '${before}', which no server sent`,
    );
  if (read.text === '') throw new UsageError(`the reply is empty; ${FORM}`);
  const model = await mainConfiguration(config, options, context);
  const queue = queueOf(named, model);
  const answer = new Replies(model).answer(queue.found.queue, named.domain, read);
  const shown = pathWriter(context.workingDirectory);
  const answered = { ...queue, answer, complete: model.knows('includes'), shown };
  if (options.format === 'json')
    return (await import('../../report/commands/reply-json.ts')).replyJson(answered);
  const { replyText } = await import('../../report/commands/reply-text.ts');
  const { notesOfReply } = await import('../../catalog/notes.ts');
  const note = answer.meaning === null ? undefined : notesOfReply(answer.meaning.reply.id)?.note;
  const { colour, columns } = textStyle(context, options.color);
  return replyText(answered, note ?? null, colour, columns);
}

/** With --file: `[domain] [config]`. A single one that is a file is the configuration. */
async function domainAndConfig(
  given: Given,
  workingDirectory: string,
  vmta: string | undefined,
): Promise<{ domain: string | null; vmta: string | undefined; config: string | undefined }> {
  const { readQueueName } = await import('../../app/queue.ts');
  const { kindAt } = await import('../../app/find-files.ts');
  const [first, second, third] = given.filter((argument) => argument !== undefined);
  if (third !== undefined)
    throw new UsageError(
      'with --file there is no other reply; write pmta-lint reply [domain] --file <replies> [config]',
    );
  if (first === undefined) return { domain: null, vmta, config: undefined };
  if (second === undefined && kindAt(resolve(workingDirectory, first)) === 'file')
    return { domain: null, vmta, config: first };
  return { ...readQueueName(first, vmta), config: second };
}

async function replyToFile(file: string, given: Given, options: ReplyOptions, context: CliContext) {
  const { checkVmta } = await import('../../app/queue.ts');
  const { coverReplies } = await import('../../app/reply-coverage.ts');
  const { mainConfiguration } = await import('../call-settings.ts');
  const { pathWriter } = await import('../../base/paths.ts');
  if (file === '') throw new UsageError('--file is empty: give a file of replies');
  if (file === '-') throw new UsageError("'--file -' is no file: give /dev/stdin for the standard input");
  const { workingDirectory, errors } = context;
  const { domain, vmta, config } = await domainAndConfig(given, workingDirectory, options.vmta);
  const model = await mainConfiguration(config, options, context);
  const fallback = { domain, vmta: checkVmta(vmta, model) };
  const progress = new Progress(errors);
  const covered = await coverReplies(file, workingDirectory, fallback, model, (lines) =>
    progress.say(`${file}: line ${lines}`),
  ).finally(() => progress.end());
  const printed = { ...covered, file, shown: pathWriter(workingDirectory) };
  if (options.format === 'json')
    return (await import('../../report/commands/reply-json.ts')).coverageJson(printed);
  const { coverageText } = await import('../../report/commands/reply-coverage-text.ts');
  const { colour, columns } = textStyle(context, options.color);
  return coverageText(printed, colour, columns);
}

/** `reply`: prints what PowerMTA does with an SMTP reply, or with all replies in a file. */
export function replyCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('reply')
    .description(
      'print what becomes of an SMTP reply: which patterns match, which decides, what PowerMTA does',
    )
    .usage(
      '[options] <domain[/vmta]> <reply> [config]\n       pmta-lint reply [options] [domain[/vmta]] --file <replies> [config]',
    )
    .argument('[domain]', 'the recipient domain, such as gmail.com, or its queue, such as gmail.com/VMTA')
    .argument('[reply]', 'the reply, in quotes, such as "421-4.7.28 Our system ..."; not with --file')
    .argument('[config]', 'the configuration; none: ./config')
    .option('--vmta <name>', 'the VMTA of the queue; none: {default}')
    .option('--file <replies>', 'all replies of a file: one a line, or an accounting file, which says where')
    .addOption(choice('--format <format>', 'how to print (default: "text")', ['text', 'json']));
  type Text = string | undefined;
  return withReading(command).action(
    async (domain: Text, reply: Text, config: Text, options: ReplyOptions) => {
      const given = [domain, reply, config];
      const { file } = options;
      await context.output.write(
        file === undefined
          ? await replyToOne(given, options, context)
          : await replyToFile(file, given, options, context),
      );
      setExitCode(0);
    },
  );
}
