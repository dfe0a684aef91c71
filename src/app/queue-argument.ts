import { resolve } from 'node:path';
import { closest, nearest } from '../catalog/nearest.ts';
import { listOf } from '../engine/message.ts';
import { loadModel } from '../model/load.ts';
import type { Model } from '../model/model.ts';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import { whyNotText } from '../model/source/not-text.ts';
import { SourceFiles } from '../model/source/source-file.ts';
import { DEFAULT_VMTA } from '../model/scopes/vmtas.ts';
import { shownPath } from '../report/paths.ts';
import { loadOptionsFor } from './configurations.ts';
import { refuseLeaving } from './link-guard.ts';
import type { ReadingOptions } from '../cli/options.ts';
import { reasonOf } from './io-errors.ts';
import { settingsForCall } from '../cli/settings.ts';
import type { Surroundings } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';

/** The domain of a call in lower case. Throws a UsageError for what is none. */
export function checkDomain(domain: string): string {
  if (domain.includes('@')) {
    const behind = domain.slice(domain.lastIndexOf('@') + 1);
    throw new UsageError(`'${domain}' is an address: give its domain, '${behind}'`);
  }
  if (!/^[^\s*/[\]<>"$,?.\p{Cc}]+(?:\.[^\s*/[\]<>"$,?.\p{Cc}]+)*\.?$/u.test(domain)) {
    throw new UsageError(`'${domain}' is no domain: give one such as gmail.com, without wildcards`);
  }
  return domain.toLowerCase().replace(/\.$/, '');
}

/**
 * The VMTA's name as the configuration writes it; null for {default}. Throws a UsageError for a pool, and for a name that
 * no VMTA has.
 */
export function checkVmta(name: string | undefined, model: Model): string | null {
  if (name === undefined || name.toLowerCase() === DEFAULT_VMTA) return null;
  const section = model.vmtas.vmta(name)[0];
  if (section !== undefined) return section.argument;
  if (model.vmtas.pool(name).length > 0) {
    const members = model.vmtas.membersOf(name).join(', ');
    throw new UsageError(
      `'${name}' is a pool, and queues belong to VMTAs: give one of its members (${members === '' ? 'it has none' : members})`,
    );
  }
  const names = model.sectionsOf('virtual-mta').flatMap((vmta) => vmta.argument ?? []);
  const near = nearest(name, names);
  const others = near === undefined ? closest(name, names, 3) : [near];
  const hint =
    others.length === 0
      ? names.length === 0
        ? 'the configuration defines none'
        : `there ${names.length === 1 ? 'is' : 'are'} ${listOf(names)}`
      : `did you mean ${others.map((one) => `'${one}'`).join(' or ')}?`;
  throw new UsageError(`no VMTA is named '${name}'; ${hint}`);
}

/**
 * The configuration that a question about a queue is asked of: the one given, else the settings' only entry, else
 * `./config`. It counts as a main configuration. Throws a UsageError where it cannot be read.
 */
export async function loadAsked(
  config: string | undefined,
  options: ReadingOptions,
  surroundings: Surroundings,
): Promise<Model> {
  const { workingDirectory } = surroundings;
  const inForce = await settingsForCall(config === undefined ? [] : [config], options, surroundings);
  const [entry, ...others] = inForce.entries;
  if (config === undefined && others.length > 0) {
    const names = inForce.entries.map((path) => `'${shownPath(path, workingDirectory)}'`).join(' or ');
    throw new UsageError(`the settings name several configurations: give one of them, ${names}`);
  }
  const path = resolve(workingDirectory, config ?? entry ?? 'config');
  refuseLeaving(config ?? shownPath(path, workingDirectory), path);
  const files = new SourceFiles(nodeFileSystem);
  const loadOptions = loadOptionsFor(options, inForce, workingDirectory);
  try {
    const file = files.read(path);
    const reason = whyNotText(file.bytes);
    if (reason !== null) throw new UsageError(`'${config ?? 'config'}' cannot be read: ${reason}`);
    return loadModel(file, files, { ...loadOptions, isMain: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const hint =
      config === undefined && entry === undefined ? '; give the main configuration behind the domain' : '';
    const name = config ?? (entry === undefined ? './config' : shownPath(entry, workingDirectory));
    throw new UsageError(`'${name}' cannot be read: ${reasonOf(error)}${hint}`);
  }
}
