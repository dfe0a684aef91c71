import { basename } from 'node:path';
import type { DirectiveUse } from '../../src/model/source/content.ts';
import type { Model } from '../../src/model/model.ts';

/** `file:line` of a directive. */
export function placeOf(use: DirectiveUse): string {
  return `${basename(use.file.path)}:${use.file.lines.positionAt(use.nameRange.start).line}`;
}

/** The effective lines of a directive in a queue (queue-to and rollups followed), as one line each, so that tests show it. */
export function holding(model: Model, domain: string, vmta: string | null, directive: string): string[] {
  const { queue } = model.queueOf(domain, vmta);
  const { value, uses, scope, pattern, overrides } = queue.setting(directive);
  const places = uses.map(placeOf).join('+');
  return [
    scope === 'default'
      ? `${value ?? '-'} by default`
      : `${value ?? '-'} at ${places} ${scope} <domain ${pattern ?? ''}>`,
    ...overrides.map(
      (loser) =>
        `beats ${loser.value} at ${placeOf(loser.use)} ${loser.scope} <domain ${loser.pattern}>: ${loser.reason}`,
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
