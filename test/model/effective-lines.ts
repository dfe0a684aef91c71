import { basename } from 'node:path';
import type { DirectiveUse } from '../../src/model/source/content.ts';
import type { Model } from '../../src/model/model.ts';

/** `file:line` of a directive. */
export function locationOf(use: DirectiveUse): string {
  return `${basename(use.file.path)}:${use.file.lines.positionAt(use.nameRange.start).line}`;
}

/** The effective lines of a directive in a queue (queue-to and rollups followed), as one line each, so that tests show it. */
export function effectiveLines(
  model: Model,
  domain: string,
  vmta: string | null,
  directive: string,
): string[] {
  const { queue } = model.queueOf(domain, vmta);
  const { value, uses, scope, pattern, overrides } = queue.setting(directive);
  const locations = uses.map(locationOf).join('+');
  return [
    scope === 'default'
      ? `${value ?? '-'} by default`
      : `${value ?? '-'} at ${locations} ${scope} <domain ${pattern ?? ''}>`,
    ...overrides.map(
      (other) =>
        `overrides ${other.value} at ${locationOf(other.use)} ${other.scope} <domain ${other.pattern}>: ${other.reason}`,
    ),
  ];
}

/** Lines of a configuration, as they would be in the file. */
export function lines(...text: readonly string[]): string {
  return text.join('\n');
}

/** A section on lines of its own. */
export function section(tag: string, ...content: readonly string[]): string {
  return lines(`<${tag}>`, ...content, `</${tag.split(' ')[0] ?? ''}>`);
}
