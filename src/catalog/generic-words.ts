/** Words that replies of all kinds hold. */
const GENERIC = /^(?:again|blocked|denied|errors?|later|many|please|rejected|temporar\w*|too|try)$/i;

/** Whether replies of all kinds hold a word, so that it tells nothing about one. */
export function isGenericWord(word: string): boolean {
  return GENERIC.test(word);
}
