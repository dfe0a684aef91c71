import { DFA, isDisjointWith, JS, NFA, TooManyNodesError } from 'refa';
import { patternItems } from '../../rules/patterns/_shared/pattern-items.ts';

/** What JavaScript reads otherwise than PCRE, or refa not at all. */
const OTHERWISE = /\[:|\\[bBAzZhHKQEN]|\(\?(?!:)/;

/**
 * The texts in which a pattern is found, as refa reads it; undefined where it cannot. It has no assertions, so that a start
 * is left out with what may be before it.
 */
function textsOf(source: string): NFA | undefined {
  const items = patternItems(source);
  const isAnchored = items[0]?.kind === 'start';
  const following = isAnchored ? items.slice(1) : items;
  if (OTHERWISE.test(source) || following.some(({ kind }) => kind === 'start' || kind === 'end'))
    return undefined;
  let depth = 0;
  for (const { kind } of following) {
    if (kind === 'open') depth++;
    else if (kind === 'close') depth--;
    else if (kind === 'or' && depth === 0 && isAnchored) return undefined;
  }
  const anywhere = `${isAnchored ? '' : '[^]*'}(?:${isAnchored ? source.slice(1) : source})[^]*`;
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source: anywhere, flags: 'i' }).parse();
  return NFA.fromRegex(expression, { maxCharacter });
}

/** Whether whatever a pattern matches an earlier one matches too, by refa; undefined where that is too much for it. */
export function coveredByRefa(earlier: string, later: string): boolean | undefined {
  const [one, other] = [textsOf(earlier), textsOf(later)];
  if (one === undefined || other === undefined) return undefined;
  try {
    const rest = DFA.fromFA(one, new DFA.LimitedNodeFactory(1000));
    rest.complement();
    return isDisjointWith(other, rest);
  } catch (error) {
    if (error instanceof TooManyNodesError) return undefined;
    throw error;
  }
}
