import fc from 'fast-check';

const ATOMS = [
  'a',
  'b',
  'A',
  ' ',
  '.',
  String.raw`\w`,
  String.raw`\W`,
  String.raw`\s`,
  '[ab]',
  '[^a]',
  '[^ b]',
  'ab',
];
const ASSERTIONS = ['^', '$', String.raw`\b`, String.raw`\B`];
const QUANTIFIERS = ['*', '+', '?', '{2}', '{1,2}', '{2,}', '*?', '+?', '??'];

function patternsOf(assertions: readonly string[]): fc.Arbitrary<string> {
  return fc.letrec<{ item: string; pattern: string }>((tie) => ({
    item: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: fc.constantFrom(...ATOMS) },
      ...(assertions.length > 0 ? [{ weight: 1, arbitrary: fc.constantFrom(...assertions) }] : []),
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom(...ATOMS.slice(0, -1)), fc.constantFrom(...QUANTIFIERS))
          .map((it) => it.join('')),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('pattern'), fc.constantFrom('', ...QUANTIFIERS))
          .map(([inner, times]) => `(${inner})${times}`),
      },
    ),
    pattern: fc
      .array(
        fc.array(tie('item'), { maxLength: 4 }).map((items) => items.join('')),
        { minLength: 1, maxLength: 3 },
      )
      .map((options) => options.join('|')),
  })).pattern;
}

/** Patterns that mean the same to PCRE and to JavaScript, as long as the text has no line end. */
export const commonPatterns = patternsOf(ASSERTIONS);

/** The same without anchors and word boundaries. */
export const plainPatterns = patternsOf([]);

/** Texts made of what the generated patterns distinguish. */
export const shortTexts = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', '-'), maxLength: 8 });

/** All texts of some characters up to a length. */
export function allTexts(characters: readonly string[], longest: number): string[] {
  const all = [''];
  for (let start = 0, length = 0; length < longest; length++) {
    const end = all.length;
    for (; start < end; start++) for (const character of characters) all.push(`${all[start]!}${character}`);
  }
  return all;
}

const SIMPLE_PARTS = [
  '4',
  '2',
  'a',
  'A',
  ' ',
  '-',
  String.raw`\.`,
  '.',
  String.raw`\d`,
  '[ab]',
  '[^a]',
  '[4-]',
  ']',
  String.raw`\,`,
  '^',
  '$',
  String.raw`\b`,
];
const SIGNS = ['?', '*', '+', '+?', '{2}', '|', '(', '(?:', ')', ''];
/** Patterns of what simple ones are made of; some are not simple, and some are broken. */
export const nearlySimplePatterns = fc
  .array(fc.tuple(fc.constantFrom(...SIMPLE_PARTS, ...SIGNS), fc.constantFrom(...SIGNS, '', '', '')), {
    maxLength: 9,
  })
  .map((parts) => parts.flat().join(''));
