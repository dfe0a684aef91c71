import { parse, type AlternativeNode, type Node } from 'oniguruma-parser/parser';
import {
  ANYTHING,
  complement,
  DIGIT,
  foldCase,
  NOT_NEWLINE,
  POSIX,
  single,
  SPACE,
  union,
  WORD,
  type CharacterRange,
  type CharacterSet,
} from './character-set.ts';
import type { Expression, Assertion } from './expression.ts';

/** What PCRE may well take, while no finite automaton, or none of ours, says what it matches. */
export class Beyond extends Error {}

interface Modes {
  ignoreCase: boolean;
  dotAll: boolean;
}

/** The same sets that Oniguruma's parser names, as PCRE has them without UTF. */
const NAMED: Readonly<Record<string, CharacterSet>> = { digit: DIGIT, space: SPACE, word: WORD };

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  string_start: 'start',
  string_end_newline: 'end',
  string_end: 'very-end',
};

function withSign(set: CharacterSet, isNegated: boolean | undefined): CharacterSet {
  return isNegated === true ? complement(set) : set;
}

function characters(node: Node, modes: Modes): CharacterSet {
  switch (node.type) {
    case 'Character':
      return modes.ignoreCase ? foldCase(single(node.value)) : single(node.value);
    case 'CharacterClassRange': {
      const range: CharacterRange = [node.min.value, node.max.value];
      return modes.ignoreCase ? foldCase([range]) : [range];
    }
    case 'CharacterClass': {
      if (node.kind !== 'union') break;
      return withSign(union(node.body.flatMap((member) => characters(member, modes))), node.negate);
    }
    case 'CharacterSet': {
      if (node.kind === 'dot') return modes.dotAll ? ANYTHING : NOT_NEWLINE;
      if (node.kind === 'posix') {
        const isCased = node.value === 'upper' || node.value === 'lower';
        const set = POSIX.get(isCased && modes.ignoreCase ? 'alpha' : node.value);
        if (set !== undefined) return withSign(set, node.negate);
      }
      const named = NAMED[node.kind];
      if (named !== undefined) return withSign(named, node.negate);
      break;
    }
    default:
  }
  throw new Beyond('an unusual class of characters');
}

function choice(alternatives: readonly AlternativeNode[], outer: Modes): Expression {
  // Unlike in Oniguruma, a mode that is set between two bars applies in the alternatives that follow.
  const modes = { ...outer };
  const options = alternatives.map((alternative) => sequence(alternative, modes));
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
}

function sequence(alternative: AlternativeNode, modes: Modes): Expression {
  const items: Expression[] = [];
  for (const node of alternative.body) {
    if (node.type === 'Directive' && node.kind === 'flags') setModes(modes, node.flags);
    else items.push(expressionOf(node, modes));
  }
  return { kind: 'sequence', items };
}

function setModes(modes: Modes, flags: { enable?: Partial<Modes>; disable?: Partial<Modes> }): void {
  for (const mode of ['ignoreCase', 'dotAll'] as const) {
    if (flags.enable?.[mode] === true) modes[mode] = true;
    if (flags.disable?.[mode] === true) modes[mode] = false;
  }
}

function expressionOf(node: Node, modes: Modes): Expression {
  switch (node.type) {
    case 'Character':
      return { kind: 'characters', set: characters(node, modes), asWritten: node.value };
    case 'CharacterClass':
    case 'CharacterSet':
      return { kind: 'characters', set: characters(node, modes), asWritten: null };
    case 'Group': {
      const inner = { ...modes };
      setModes(inner, node.flags ?? {});
      return choice(node.body, inner);
    }
    case 'Quantifier': {
      const { min, max } = node as { readonly min: number; readonly max: number | null };
      return { kind: 'repeat', item: expressionOf(node.body, modes), min, max: max ?? Infinity };
    }
    case 'Assertion': {
      const assertion = ASSERTIONS[node.kind];
      if (assertion !== undefined) return { kind: 'assertion', assertion };
      if (node.kind === 'word_boundary') {
        return { kind: 'assertion', assertion: node.negate === true ? 'no-word-boundary' : 'word-boundary' };
      }
      break;
    }
    default:
  }
  throw new Beyond('an unusual part');
}

/** The tree of a translated pattern; throws `Beyond` for what is not checked. */
export function treeOf(text: string): Expression {
  const { body } = parse(text, { rules: { singleline: true } });
  return choice(body, { ignoreCase: true, dotAll: false });
}
