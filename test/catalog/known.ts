import { findDirective, type Directive } from '../../src/catalog/directives.ts';
import { parseValue, type ValueResult } from '../../src/catalog/values.ts';

/** The directive of that name; a test without it makes no sense. */
export function directive(name: string): Directive {
  const found = findDirective(name);
  if (!found) throw new Error(`no directive ${name}`);
  return found;
}

/** Checks `name value` in a scope; without one in the first scope of the directive. */
export function checked(line: string, scope?: string): ValueResult {
  const [, name = '', value = ''] = /^(\S+) ?(.*)$/s.exec(line) ?? [];
  const found = directive(name);
  return parseValue(found, scope ?? found.scopes[0] ?? 'global', value);
}

/** The value of a line, with its suggestion put in. */
export function respelled(line: string, scope?: string): string | undefined {
  const result = checked(line, scope);
  if (result.ok || result.suggestion === undefined) return undefined;
  const value = line.slice(line.indexOf(' ') + 1);
  return value.slice(0, result.at.start) + result.suggestion + value.slice(result.at.end);
}
