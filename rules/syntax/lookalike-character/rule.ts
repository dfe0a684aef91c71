import { defineRule, groupBy, listOf, quote, type RuleFinding, type SourceFile } from '../../kit.ts';
import { decidesAccess } from '../../../src/catalog/access.ts';
import type { Lookalike, Resemblance } from '../../../src/model/recovery/lookalikes.ts';
import type { Damage, LookalikeCorrection } from '../../../src/model/recovery/repair.ts';
import { repairedText } from '../../../src/model/recovery/repaired-line.ts';
import { LINE_RULES } from '../_shared/superseded.ts';

const REFUSED = 'PowerMTA refuses to load the file';

const CONSEQUENCE: Readonly<Record<Damage, string>> = {
  name: 'PowerMTA does not know the name that results, and refuses to load the file',
  value: REFUSED,
  tag: REFUSED,
  blank: REFUSED,
  match: 'what results fits no domain, host or address',
  reference: 'the name that results is another one',
  text: 'what results is another value than the one that is meant',
  pattern: 'an answer with plain characters does not match',
};

const NAMES: Readonly<Record<number, string>> = {
  0x91: 'curly quote', 0x92: 'curly quote', 0x93: 'curly quote', 0x94: 'curly quote',
  0x96: 'en dash', 0x97: 'em dash', 0xa0: 'no-break space', 0xad: 'soft hyphen',
  0x200b: 'zero-width space', 0x200c: 'zero-width non-joiner', 0x200d: 'zero-width joiner',
  0x2011: 'no-break hyphen', 0x2013: 'en dash', 0x2014: 'em dash', 0x202f: 'narrow no-break space',
  0x2060: 'word joiner', 0x2212: 'minus sign', 0x3000: 'ideographic space', 0xfeff: 'byte-order mark',
}; // prettier-ignore

/** The name of a character that has none of its own, and what it looks like. */
const KINDS: Readonly<Record<Resemblance, readonly [string, string | null]>> = {
  blank: ['special space', 'blank'],
  nothing: ['invisible character', null],
  hyphen: ['special dash', 'hyphen'],
  quote: ['curly quote', `'"'`],
  apostrophe: ['curly quote', `"'"`],
  'full-width': ['full-width character', 'plain one'],
};

type Character = Pick<Lookalike, 'code' | 'like'>;

const nameOf = ({ code, like }: Character) => NAMES[code] ?? KINDS[like][0];

const codePoint = ({ code }: Character) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

/** `2 no-break spaces (U+00A0), which only look like blanks`, without the number. */
function describedKind(like: Resemblance, group: readonly Character[]) {
  const [kind, meant] = KINDS[like];
  const [onlyName = kind, ...otherNames] = new Set(group.map(nameOf));
  const name = otherNames.length === 0 ? onlyName : kind;
  const isOne = group.length === 1;
  const article = /^[aeiou]/.test(name) ? 'an' : 'a';
  const noun = isOne ? `${article} ${name}` : `${name}${name.endsWith('h') ? 'es' : 's'}`;
  const what = `${noun} (${listOf([...new Set(group.map(codePoint))], 3)})`;
  if (meant === null) return `${what}, which nobody can see`;
  const verb = isOne ? 'looks' : 'look';
  if (!/^\w/.test(meant)) return `${what}, which only ${verb} like ${meant}`;
  return `${what}, which only ${verb} like ${isOne ? `a ${meant}` : `${meant}s`}`;
}

const messages = {
  lookalike: (data: {
    /** The name, tag or pattern as it is meant; null for lines without one. */
    text: string | null;
    isBlank: boolean;
    damage: Damage;
    characters: readonly Character[];
  }) => {
    const line = data.isBlank ? 'a blank line' : 'the line of a comment';
    const kinds = [...groupBy(data.characters, ({ like }) => like)];
    const described = kinds.map(([like, group]) => describedKind(like, group)).join(', and ');
    return {
      message: `${data.text === null ? line : quote(data.text)} has ${described}; ${CONSEQUENCE[data.damage]}`,
    };
  },
};

function findingFor(file: SourceFile, correction: LookalikeCorrection): RuleFinding<typeof messages> {
  const { line, lookalikes, damage, applied } = correction;
  const { line: meant, repairs } = correction.repaired;
  const around = { start: lookalikes[0]?.start ?? meant.start, end: lookalikes.at(-1)?.end ?? meant.end };
  const isTag = meant.kind === 'open' || meant.kind === 'close';
  const letsIn = isTag && decidesAccess(repairedText(file, meant.name, repairs).toLowerCase());
  const named = isTag ? meant.tag : meant.kind === 'directive' ? meant.name : null;
  const pattern = meant.kind === 'pattern' ? meant.regex : null;
  return {
    location: { file, range: named ?? pattern ?? around },
    ...(damage === 'pattern' || damage === 'text' ? { severity: 'warning' } : {}),
    messageId: 'lookalike',
    data: {
      text: named ? repairedText(file, named, repairs) : pattern && file.slice(pattern),
      isBlank: meant.kind === 'blank',
      damage,
      characters: lookalikes.map(({ code, like }) => ({ code, like })),
    },
    related: lookalikes.slice(0, 4).map(({ start, end, ...one }) => {
      return { file, range: { start, end }, message: `${nameOf(one)} (${codePoint(one)})` };
    }),
    silencesRange: { start: line.start, end: line.next },
    fix: {
      effect: applied && !letsIn ? 'neutral' : 'unsafe',
      title: 'write plain characters',
      edits: lookalikes.map(({ start, end, text }) => ({ file, range: { start, end }, text })),
    },
  };
}

export const rule = defineRule({
  id: 'lookalike-character',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: ['neutral', 'unsafe'],
  summary: 'a no-break or zero-width space, curly quote, dash or full-width digit pasted from a page',
  supersedes: LINE_RULES,
  messages,
  check({ model, report }) {
    for (const { file, correction } of model.corrections)
      if (correction.kind === 'lookalike') report(findingFor(file, correction));
    for (const file of model.files) for (const one of file.correctedTags) report(findingFor(file, one));
  },
});
