/** Words that occur in replies of all kinds. */
const GENERIC = /^(?:again|blocked|denied|errors?|later|many|please|rejected|temporar\w*|too|try)$/i;

/** Whether a word occurs in replies of all kinds, so that it does not identify one. */
export function isGenericWord(word: string): boolean {
  return GENERIC.test(word);
}
