import { withoutCredentials } from '../catalog/credentials.ts';
import { findDirective, isSensitive } from '../catalog/directives.ts';
import { DirectiveUse, SectionUse } from '../model/source/content.ts';
import { hasSecret, withoutSecrets } from '../model/secrets.ts';
import type { Line } from './change.ts';

export const MASK = '***';

/** Whether the values of a directive are secrets, whatever they are. */
export function namesSecret(directive: string): boolean {
  const facts = findDirective(directive);
  return facts !== undefined && isSensitive(facts);
}

/** Whether a line, or the tag of a section, holds something that may not be shown. */
export function holdsSecret(line: Line): boolean {
  if (line instanceof SectionUse) return hasSecret(line.file, line.tagRange);
  const range =
    line instanceof DirectiveUse
      ? { start: line.nameRange.start, end: line.valueRange.end }
      : { start: line.line.start, end: line.line.end };
  return (line instanceof DirectiveUse && namesSecret(line.name)) || hasSecret(line.file, range);
}

/** Whether a line is the value of a secret on a line of its own, so that what looks like the name of a directive or section is not one. */
export function isBareSecret(line: Line | null): boolean {
  if (line instanceof SectionUse) return line.node !== null && hasSecret(line.file, line.node.name);
  return line instanceof DirectiveUse && withoutSecrets(line.file, line.nameRange) === MASK;
}

/** The argument of a section as it may be shown; '' for none. */
export function shownArgument(section: SectionUse): string {
  const { argument } = section;
  if (argument === null) return '';
  return holdsSecret(section) ? MASK : withoutCredentials(argument);
}
