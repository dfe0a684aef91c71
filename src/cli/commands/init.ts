import { basename, relative } from 'node:path';
import { Command } from 'commander';
import type { InitResult, InitStep } from '../../app/init.ts';
import { UsageError } from '../../base/usage-error.ts';
import type { CliContext } from '../terminal.ts';

declare const PMTA_LINT_VERSION: string;

interface InitOptions {
  readonly preCommit?: true;
  readonly github?: true;
  readonly gitlab?: true;
}

/** What was done about a file; what is missing in it is printed below, after `missing`. */
function linesOf({ path, kind, text }: InitStep, folder: string, missing: string): string[] {
  const shown = relative(folder, path);
  if (kind === 'wrote') return [`Wrote ${shown}`];
  const left = `Left ${shown} as it is`;
  if (kind === 'left') return [left];
  if (kind === 'complete') return [`${left}: it names pmta-lint already`];
  return [`${left}. ${missing}`, '', ...text.trimEnd().split('\n'), ''];
}

function nextLine({ found, settings }: InitResult, { preCommit }: InitOptions): string {
  const first =
    found.entries.length > 0 || found.fragments.length > 0
      ? 'pmta-lint'
      : `name the main configuration in ${basename(settings)}, behind entry`;
  return `next: ${first}${preCommit === true ? '; then pre-commit install, so that each commit is checked' : ''}`;
}

/** `init`: writes a settings file and, on request, files for CI; exit code 2 if something is left to be done by hand. */
export function initCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  return new Command('init')
    .description('write a settings file for the configurations at hand, and on request what CI needs')
    .option('--pre-commit', 'also write .pre-commit-config.yaml')
    .option('--github', 'also write .github/workflows/pmta-lint.yml')
    .option('--gitlab', 'also write .gitlab-ci.yml, or beside one a file to include')
    .addHelpText('after', '\nA file that exists is left as it is, and what it lacks is printed.')
    .action(async (options: InitOptions) => {
      const { initialize, SETTINGS_NAME } = await import('../../app/init.ts');
      const { foundLines } = await import('../../init/settings-text.ts');
      const { visible } = await import('../../base/visible.ts');
      const { settingsReader } = await import('../call-settings.ts');
      const wanted = (['preCommit', 'github', 'gitlab'] as const).filter((name) => options[name] === true);
      const result = await initialize(context.workingDirectory, wanted, PMTA_LINT_VERSION, settingsReader);
      const { found, replaced, settingsSteps, snippetSteps, failures } = result;
      const lines = foundLines(found);
      const width = Math.max(...lines.map(([name]) => name.length));
      const isIncomplete = [...settingsSteps, ...snippetSteps].some(({ kind }) => kind === 'incomplete');
      const text = [
        'Found',
        ...lines.map(([name, what]) => `  ${name.padEnd(width)}  ${what}`),
        '',
        ...settingsSteps.flatMap((step) => linesOf(step, found.top, `A new ${SETTINGS_NAME} would say:`)),
        ...(replaced === null
          ? []
          : [
              `${relative(found.top, replaced)} no longer holds here: name it behind extends to keep what it says`,
            ]),
        ...snippetSteps.flatMap((step) => linesOf(step, found.top, 'To be added by hand:')),
        ...(isIncomplete || failures.length > 0 ? [] : [nextLine(result, options)]),
      ];
      await context.output.write(text.map((line) => `${visible(line)}\n`).join(''));
      if (failures.length > 0) throw new UsageError(...failures);
      setExitCode(isIncomplete ? 2 : 0);
    });
}
