import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as workflowParser from '@actions/workflow-parser';
import type * as actionParser from '@actions/workflow-parser/actions/action-parser';
import { build } from 'esbuild';
import { newFolder, ROOT } from './work-tree.ts';

type GitHubParser = Pick<typeof workflowParser, 'NoOperationTraceWriter' | 'parseWorkflow'> &
  Pick<typeof actionParser, 'parseAction'>;

/** GitHub's own parser. It imports JSON without saying so, which Node refuses: hence it is bundled. */
async function load(): Promise<GitHubParser> {
  const outfile = join(newFolder(), 'parser.mjs');
  await build({
    stdin: {
      contents: `export { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
        export { parseAction } from '@actions/workflow-parser/actions/action-parser';`,
      resolveDir: ROOT,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  return (await import(pathToFileURL(outfile).href)) as GitHubParser;
}

let loaded: Promise<GitHubParser> | undefined;

/** What GitHub would refuse in a file: an `action.yml`, or a workflow. */
export async function githubErrors(kind: 'action' | 'workflow', content: string): Promise<string[]> {
  const { NoOperationTraceWriter, parseAction, parseWorkflow } = await (loaded ??= load());
  const file = { name: `${kind}.yml`, content };
  const trace = new NoOperationTraceWriter();
  const { context } = kind === 'action' ? parseAction(file, trace) : parseWorkflow(file, trace);
  return context.errors.getErrors().map(({ message }) => message);
}
