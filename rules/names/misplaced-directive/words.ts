import { allowsIn, listOf } from '../../kit.ts';
import type { Directive } from '../../../src/catalog/directives.ts';
import { wrongUses } from '../../../src/catalog/invented.ts';

/** A scope as people name it. */
export function scopeName(scope: string): string {
  return scope === 'global' ? 'the top level' : `<${scope}>`;
}

/** `at the top level`, `in <domain>`. */
export function whereItStands(scope: string): string {
  return `${scope === 'global' ? 'at' : 'in'} ${scopeName(scope)}`;
}

/** Where something belongs: `in <domain>, <virtual-mta> or at the top level`. */
export function whereItBelongs(scopes: readonly string[]): string {
  const sections = scopes.filter((scope) => scope !== 'global').map(scopeName);
  const inside = sections.length === 0 ? '' : `in ${listOf(sections, 6, 'or')}`;
  if (!scopes.includes('global')) return inside;
  return inside === '' ? 'at the top level' : `at the top level or ${inside}`;
}

/** What to write in a scope instead of a directive that people often put there; undefined where nothing is known. */
export function usualRemedy(directive: Directive, scope: string): string | undefined {
  if (allowsIn(directive, scope) !== 'no') return undefined;
  return wrongUses().find(
    (use) => use.rule === 'misplaced-directive' && use.name === directive.name && use.scope === scope,
  )?.correct;
}
