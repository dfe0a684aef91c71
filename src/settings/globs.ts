import { matchesWildcard } from '../model/source/includes.ts';

/** More alternatives than a person writes; each one is a pattern of its own. */
const MOST_ALTERNATIVES = 100;

/** The texts that a pattern with `{a,b}` stands for; undefined where they are too many or a brace is left open. */
function alternativesOf(pattern: string): string[] | undefined {
  const open = pattern.indexOf('{');
  if (open < 0) return pattern.includes('}') ? undefined : [pattern];
  const close = pattern.indexOf('}', open);
  const inside = pattern.slice(open + 1, close);
  if (close < 0 || inside.includes('{')) return undefined;
  const rests = alternativesOf(pattern.slice(close + 1));
  if (rests === undefined) return undefined;
  const words = inside.split(',');
  if (words.length * rests.length > MOST_ALTERNATIVES) return undefined;
  return words.flatMap((word) => rests.map((rest) => pattern.slice(0, open) + word + rest));
}

/** Whether parts of a path match parts of a pattern, where `**` stands for any number of parts. */
function matchesParts(pattern: readonly string[], path: readonly string[]): boolean {
  let [at, afterStars, resume] = [0, -1, 0];
  for (let index = 0; index < path.length;) {
    if (pattern[at] === '**') {
      afterStars = ++at;
      resume = index;
    } else if (at < pattern.length && matchesWildcard(pattern[at] ?? '', path[index] ?? '')) {
      at++;
      index++;
    } else if (afterStars !== -1) {
      at = afterStars;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '**') at++;
  return at === pattern.length;
}

/** Says of a path (relative, with `/`) whether it matches. */
export type PathTest = (path: string) => boolean;

/**
 * Reads a glob: `*`, `?`, `**` as a whole part, `{a,b}` without nesting; undefined for any other. One without a slash
 * matches in every folder, and the name of a folder all that is in it. Takes linear time for each pair of parts.
 */
export function readGlob(glob: string): PathTest | undefined {
  const plain = glob.replace(/^\.\//, '').replace(/\/$/, '/**');
  if (plain === '' || plain.startsWith('!') || plain.startsWith('/') || /(?:^|\/)\.\.(?:\/|$)/.test(plain))
    return undefined;
  // Each brace is a step of the recursion.
  if (plain.split('{').length > MOST_ALTERNATIVES) return undefined;
  const alternatives = alternativesOf(plain);
  if (alternatives === undefined) return undefined;
  const patterns = alternatives.map((pattern) => {
    const parts = pattern.split('/').filter((part) => part !== '');
    return pattern.includes('/') ? parts : ['**', ...parts];
  });
  return (path) => {
    const parts = path.split('/');
    return patterns.some(
      (pattern) => matchesParts(pattern, parts) || matchesParts([...pattern, '**'], parts),
    );
  };
}
