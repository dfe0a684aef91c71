import { listOf } from '../../kit.ts';
import type { Lookalike, Resemblance } from '../../../src/model/recovery/lookalikes.ts';

const NAMES: Readonly<Record<number, string>> = {
  0x91: 'curly quote', 0x92: 'curly quote', 0x93: 'curly quote', 0x94: 'curly quote',
  0x96: 'en dash', 0x97: 'em dash', 0xa0: 'no-break space', 0xad: 'soft hyphen',
  0x200b: 'zero-width space', 0x200c: 'zero-width non-joiner', 0x200d: 'zero-width joiner',
  0x2011: 'no-break hyphen', 0x2013: 'en dash', 0x2014: 'em dash', 0x202f: 'narrow no-break space',
  0x2060: 'word joiner', 0x2212: 'minus sign', 0x3000: 'ideographic space', 0xfeff: 'byte-order mark',
}; // prettier-ignore

const KINDS: Readonly<Record<Resemblance, string>> = {
  blank: 'special space',
  nothing: 'invisible character',
  hyphen: 'special dash',
  quote: 'curly quote',
  apostrophe: 'curly quote',
  'full-width': 'full-width character',
};

const LIKE: Readonly<Record<Exclude<Resemblance, 'nothing'>, string>> = {
  blank: 'blank',
  hyphen: 'hyphen',
  quote: `'"'`,
  apostrophe: `"'"`,
  'full-width': 'plain one',
};

function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function articleFor(name: string): string {
  return /^[aeiou]/.test(name) ? 'an' : 'a';
}

/** `no-break space (U+00A0)`. */
export function nameOf(one: Lookalike): string {
  return `${baseName(one)} (${codePoint(one.code)})`;
}

function baseName({ code, like }: Lookalike): string {
  return NAMES[code] ?? KINDS[like];
}

/** Characters of one kind and what they look like, as a part of a sentence. */
function describedKind(like: Resemblance, group: readonly Lookalike[]): string {
  const [first] = group;
  const names = new Set(group.map(baseName));
  const codes = new Set(group.map(({ code }) => codePoint(code)));
  const name = names.size === 1 && first !== undefined ? baseName(first) : KINDS[like];
  const isOne = group.length === 1;
  const what = `${isOne ? `${articleFor(name)} ${name}` : `${name}${name.endsWith('h') ? 'es' : 's'}`} (${listOf([...codes], 3)})`;
  if (like === 'nothing') return `${what}, which nobody can see`;
  const meant = LIKE[like];
  if (!/^\w/.test(meant)) return `${what}, which only ${isOne ? 'looks' : 'look'} like ${meant}`;
  return `${what}, which only ${isOne ? `looks like a ${meant}` : `look like ${meant}s`}`;
}

/** The characters and what they look like, as a part of a sentence. */
export function described(lookalikes: readonly Lookalike[]): string {
  const kinds = [...new Set(lookalikes.map(({ like }) => like))];
  const parts = kinds.map((kind) =>
    describedKind(
      kind,
      lookalikes.filter(({ like }) => like === kind),
    ),
  );
  return parts.join(', and ');
}
