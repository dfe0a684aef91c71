import { resolve } from 'node:path';
import { kindAt } from '../app/find-files.ts';
import { UsageError } from '../base/usage-error.ts';
import { directiveNames, findDirective, type Directive } from '../catalog/directives.ts';
import { nearest } from '../catalog/nearest.ts';

/** What `effective` is to print, and of which configuration; undefined for that of the settings. */
interface Operands {
  /** Directives of <domain>, by their present names; null for all. */
  readonly directives: ReadonlySet<string> | null;
  readonly config: string | undefined;
}

/** The name under which the settings of a queue have a directive. Throws a UsageError for one that no queue has. */
function nameInQueue(directive: Directive): string {
  const { name, scopes, deprecated } = directive;
  if (scopes.includes('domain')) return deprecated?.oneForOne?.to ?? name;
  const places = scopes.map((scope) => (scope === 'global' ? 'at the top level' : `in <${scope}>`));
  throw new UsageError(`'${name}' is not a setting of queues: it is written ${places.join(' or ')}`);
}

function noDirective(name: string): UsageError {
  const near = nearest(name, directiveNames());
  const hint = near === undefined ? 'pmta-lint effective --help shows the form' : `did you mean '${near}'?`;
  return new UsageError(`'${name}' is not a directive; ${hint}`);
}

/** Reads `[DIRECTIVE…] [CONFIG]`. `file` is the configuration of `--file`. Throws a UsageError. */
export function readOperands(
  names: readonly string[],
  file: string | undefined,
  workingDirectory: string,
): Operands {
  if (file === '') throw new UsageError('--file is empty: give a configuration');
  const directives = new Set<string>();
  const others: string[] = [];
  for (const name of names) {
    const directive = findDirective(name);
    if (directive === undefined) others.push(name);
    else directives.add(nameInQueue(directive));
  }
  const config = file ?? others.pop();
  const [mistaken] = others;
  if (mistaken !== undefined) throw noDirective(mistaken);
  const isFile = config === undefined || kindAt(resolve(workingDirectory, config)) !== null;
  if (!isFile && nearest(config, directiveNames()) !== undefined) throw noDirective(config);
  return { directives: directives.size === 0 ? null : directives, config };
}
