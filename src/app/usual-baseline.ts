import { dirname, join } from 'node:path';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import type { EffectiveSettings } from '../settings/effective-settings.ts';

const NAME = 'pmta-baseline.json';

/** Where `--update-baseline` writes if nothing names a file: beside the settings file, else in the working directory. */
export function usualBaseline({ path }: EffectiveSettings, workingDirectory: string): string {
  return join(path === undefined ? workingDirectory : dirname(path), NAME);
}

/** The baseline that is read if the call names none: that of the settings, else the usual one; undefined for none. */
export function baselineToRead(inEffect: EffectiveSettings, workingDirectory: string): string | undefined {
  const { baseline } = inEffect;
  if (baseline !== undefined) return baseline === false ? undefined : baseline;
  const usual = usualBaseline(inEffect, workingDirectory);
  return nodeFileSystem.exists(usual) ? usual : undefined;
}
