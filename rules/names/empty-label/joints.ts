import { providerOfDomain } from '../../kit.ts';
import type { Macros } from '../../../src/model/names/macros.ts';

/** What is wrong where a macro meets the text beside it. */
export type JointKind = 'two-dots-before' | 'two-dots-behind' | 'no-dot-before';

/** A place where a macro and the text beside it have two dots, or lack the one that parts two labels. */
export interface Joint {
  readonly macro: string;
  readonly kind: JointKind;
  /** The offset in the text of the dot that is too much, or where one is missing; null where it is no dot of the text. */
  readonly at: number | null;
  /** The items of the macro that do not fit, and how many it has. */
  readonly items: readonly string[];
  readonly of: number;
  /** What the text stands for with the first of these items. */
  readonly example: string;
}

/** Where a macro stands in a text. */
interface Place {
  readonly macro: string;
  readonly start: number;
  readonly end: number;
}

/** The items of a macro by where they have a dot. */
interface Items {
  readonly all: readonly string[];
  readonly beginning: readonly string[];
  readonly ending: readonly string[];
  readonly without: readonly string[];
}

const REFERENCE = /\$([A-Za-z0-9_]+)/g;
const WILDCARD = '[*.]';

/** How many items are compared with the domains of providers: what the first ones show holds for the rest. */
const MOST_COMPARED = 20;

/** The macros in a text. */
export function placesOf(text: string): Place[] {
  return Array.from(text.matchAll(REFERENCE), ({ 0: { length }, 1: macro = '', index: start }) => ({
    macro,
    start,
    end: start + length,
  }));
}

/** Characters that are looked at on either side of a macro: a name in DNS has no more (RFC 1035, 2.3.4). */
const LONGEST_NAME = 253;

/** What stands before a macro, and behind it, up to the next comma or blank. */
function surroundings(text: string, { start, end }: Place): { before: string; behind: string } {
  const isApart = (at: number): boolean => /[\s,]/.test(text.charAt(at));
  let from = start;
  while (from > 0 && start - from < LONGEST_NAME && !isApart(from - 1)) from--;
  let to = end;
  while (to < text.length && to - end < LONGEST_NAME && !isApart(to)) to++;
  return { before: text.slice(from, start), behind: text.slice(end, to) };
}

/** `yahoo$tld` with `com`: the name as it stands is nobody's, and with a dot it is a provider's. */
function lacksDot(before: string, item: string): boolean {
  const name = before.replace(/^(?:\*\.|\[\*\.\])/, '');
  return providerOfDomain(`${name}.${item}`) !== undefined && providerOfDomain(name + item) === undefined;
}

/**
 * Finds where macros do not fit the texts that use them. Costs one look at the items of each macro, and never one at
 * the combinations of several.
 */
export class JointFinder {
  readonly #items = new Map<string, Items>();
  readonly #found = new Map<string, Joint | null>();

  constructor(readonly macros: Macros) {}

  /**
   * The first place in a text where a macro does not fit; null for none.
   *
   * @param text What macros are expanded in, without quotes.
   * @param isName Whether it is a name from its first character on; else an item may begin with a dot there.
   */
  find(text: string, isName: boolean): Joint | null {
    const key = `${isName} ${text}`;
    let joint = this.#found.get(key);
    if (joint === undefined) {
      joint = this.#firstIn(text, isName);
      this.#found.set(key, joint);
    }
    return joint;
  }

  #firstIn(text: string, isName: boolean): Joint | null {
    for (const place of placesOf(text)) {
      const joint = this.#jointAt(text, place, isName);
      if (joint !== undefined) return joint;
    }
    return null;
  }

  #jointAt(text: string, place: Place, isName: boolean): Joint | undefined {
    const { before, behind } = surroundings(text, place);
    const { all, beginning, ending, without } = this.#itemsOf(place.macro);
    const joint = (kind: JointKind, at: number | null, items: readonly string[]): Joint => {
      const example = `${this.#filled(before)}${items[0] ?? ''}${this.#filled(behind)}`;
      return { macro: place.macro, kind, at, items, of: all.length, example };
    };
    const isOpen = before === '' ? isName : before.endsWith('.') || before.endsWith(WILDCARD);
    if (isOpen && beginning.length > 0)
      return joint('two-dots-before', before.endsWith('.') ? place.start - 1 : null, beginning);
    if (behind.startsWith('.') && ending.length > 0) return joint('two-dots-behind', place.end, ending);
    const isLast = behind === '' && /^[\w.*[\]-]*\w$/.test(before);
    const isMissing =
      isLast && without.slice(0, MOST_COMPARED).some((item) => lacksDot(before, item.toLowerCase()));
    return isMissing ? joint('no-dot-before', place.start, without) : undefined;
  }

  #itemsOf(macro: string): Items {
    let known = this.#items.get(macro);
    if (known === undefined) {
      const all = this.macros.itemsOf(macro);
      known = {
        all,
        beginning: all.filter((item) => item.startsWith('.')),
        ending: all.filter((item) => item.endsWith('.')),
        without: all.filter((item) => !item.startsWith('.')),
      };
      this.#items.set(macro, known);
    }
    return known;
  }

  /** A text with the first item for each macro. */
  #filled(text: string): string {
    return text.replace(REFERENCE, (whole, name: string) => this.macros.itemsOf(name)[0] ?? whole);
  }
}
