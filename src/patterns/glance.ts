/*
 * What the text of a simple pattern tells at a glance. Most patterns of most lists are words with a `.*` between them: for
 * those no parser and no automaton is needed, which take a hundred times as long.
 */

/** What can be said of a pattern without reading it as an expression. */
export interface Glance {
  /** Texts that whatever the pattern matches holds, in lower case. Not all of them. */
  readonly needed: readonly string[];
  /** How many repetitions without end it has, at the most. */
  readonly loops: number;
}

/** Longer patterns are left to those who read them well. */
const LONGEST = 400;

/** One character that stands for itself. */
const LITERAL = String.raw`[A-Za-z0-9 _,:;@'"=<>%&~!#\/-]`;
/** A sign that does so behind a backslash. */
const ESCAPED = String.raw`\\[.\/()[\]{}?*+|^$:;@<>=!-]`;
/** A character out of several. */
const CLASS = String.raw`\\[dwsDWS]|\.|\[\^?(?:[A-Za-z0-9 _.,:@]|\\[dws.])+\]`;

const PART = new RegExp(
  String.raw`(?<literal>${LITERAL})|(?<escaped>${ESCAPED})|(?<class>${CLASS})|(?<open>\((?:\?:)?)|(?<close>\))|(?<or>\|)|(?<place>[\^$]|\\b)`,
  'y',
);
/** How often what stands before it comes; `+?` and the like are as many texts as `+`. */
const REPEAT = /[?*+]\??(?![?*+{])/y;

/** Collects the characters that stand behind each other in whatever is matched. */
class Texts {
  readonly all: string[] = [];
  #open = '';

  add(character: string): void {
    this.#open += character;
  }

  end(): void {
    if (this.#open !== '') this.all.push(this.#open.toLowerCase());
    this.#open = '';
  }
}

/**
 * Looks at the text of a pattern. What it says holds for the pattern as `readPattern` reads it, which refuses none of
 * those that are simple.
 *
 * @param source What stands between the slashes.
 * @returns null for a pattern that is not simple enough: it has to be read
 */
export function glanceAt(source: string): Glance | null {
  if (source === '' || source.length > LONGEST) return null;
  const texts = new Texts();
  let [depth, loops, at] = [0, 0, 0];
  let hasWays = false;
  while (at < source.length) {
    PART.lastIndex = at;
    const part = PART.exec(source)?.groups;
    if (part === undefined) return null;
    at = PART.lastIndex;
    REPEAT.lastIndex = at;
    const repeat = REPEAT.exec(source)?.[0];
    if (repeat !== undefined) at = REPEAT.lastIndex;
    // Counts in braces, and what is repeated of a group, are for those who read it.
    else if (/[?*+{]/.test(source.charAt(at))) return null;
    if (repeat !== undefined && !/^\?/.test(repeat)) loops++;
    if (part.open !== undefined || part.close !== undefined) {
      depth += part.open === undefined ? -1 : 1;
      if (depth < 0 || (repeat !== undefined && (part.open !== undefined || !/^\?/.test(repeat))))
        return null;
      texts.end();
      continue;
    }
    if (part.or !== undefined || part.place !== undefined) {
      if (repeat !== undefined) return null;
      if (part.or !== undefined && depth === 0) hasWays = true;
      texts.end();
      continue;
    }
    const character = part.literal ?? part.escaped?.charAt(1);
    // What is repeated comes once at least behind a `+`, and perhaps never behind a `?` or a `*`.
    const isThere = repeat === undefined || repeat.startsWith('+');
    if (character === undefined || !isThere || depth > 0) texts.end();
    else {
      texts.add(character);
      if (repeat !== undefined) texts.end();
    }
  }
  if (depth !== 0) return null;
  texts.end();
  return { needed: hasWays ? [] : texts.all, loops };
}
