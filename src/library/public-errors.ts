import { UsageError } from '../base/usage-error.ts';
import { SettingsError as WrongSettings } from '../settings/settings-file.ts';
import { InvalidArgumentError, SettingsError } from './errors.ts';

/** What a caller of the library gets for an error of the rooms behind it. */
export function publicError(error: unknown): unknown {
  if (error instanceof WrongSettings) return new SettingsError(error.problems);
  if (error instanceof UsageError) return new InvalidArgumentError(error.lines.join('\n'));
  return error;
}
