import { allowsIn, type DirectiveUse, findDirective, type Model, parseValue } from '../../kit.ts';
import { factsIn, type Directive } from '../../../src/catalog/directives.ts';

/** Whether a directive may stand where another line of the configuration stands. */
export function mayStandAt(model: Model, use: DirectiveUse, directive: Directive): boolean {
  const guessed = use.section === model.root && !model.topScopeIsGiven;
  return guessed || allowsIn(directive, use.section.scope) !== 'no';
}

/** Whether a section holds a directive already, under its name or an alias. */
export function holdsAlready(use: DirectiveUse, directive: Directive): boolean {
  return [directive.name, ...(directive.aliases ?? [])].some((name) => use.section.named(name).length > 0);
}

/**
 * Whether a line would be right with another name: PowerMTA knows that name and not as an old one, it may stand there
 * and take the value, and it does not stand in the section already, unless it may stand there several times.
 */
export function mayBeRenamed(model: Model, use: DirectiveUse, name: string): boolean {
  const directive = findDirective(name);
  if (directive === undefined || directive.deprecated !== undefined || use.broken) return false;
  if (!mayStandAt(model, use, directive)) return false;
  const { scope } = use.section;
  const isRepeatable = factsIn(directive, scope).repeatable === true;
  if (!isRepeatable && holdsAlready(use, directive)) return false;
  return use.value !== null && parseValue(directive, scope, use.value).ok;
}
