import { dirname, join } from 'node:path';
import { nodeFileSystem } from '../model/source/node-file-system.ts';
import type { EffectiveSettings } from '../settings/in-force.ts';

const NAME = 'pmta-baseline.json';

/** Where `--update-baseline` writes if nothing names a file: beside the settings file, else in the working directory. */
export function usualBaseline({ path }: EffectiveSettings, workingDirectory: string): string {
  return join(path === undefined ? workingDirectory : dirname(path), NAME);
}

/** The baseline that is read if the call names none: that of the settings, else the usual one; undefined for none. */
export function baselineToRead(inForce: EffectiveSettings, workingDirectory: string): string | undefined {
  const { baseline } = inForce;
  if (baseline !== undefined) return baseline === false ? undefined : baseline;
  const usual = usualBaseline(inForce, workingDirectory);
  return nodeFileSystem.exists(usual) ? usual : undefined;
}
