import { getOrMake, providerOfDomain } from '../../kit.ts';
import type { Macros } from '../../../src/model/names/macros.ts';
import { isTopLevel } from './top-level-domains.ts';

/** A macro that has two dots, or no dot, between it and the text around it. */
export interface Joint {
  readonly macro: string;
  readonly kind: 'twoDotsBefore' | 'twoDotsAfter' | 'noDotBefore';
  /** Where the text has a dot too many or too few; null where the text has no dot there. */
  readonly offset: number | null;
  /** The items of the macro that do not fit. */
  readonly items: readonly string[];
  /** How many items the macro has. */
  readonly of: number;
  /** The text with the first of these items. */
  readonly example: string;
}

const REFERENCE = /\$([A-Za-z0-9_]+)/g;

/** How many items are compared with the domains of providers: the others of a macro are alike. */
const MOST_COMPARED = 20;

/** Characters that are read before and after a macro: a name in DNS has no more (RFC 1035, 2.3.4). */
const LONGEST_NAME = 253;

/** The macros in a text. */
export function macroUsesIn(text: string) {
  return Array.from(text.matchAll(REFERENCE), ({ 0: { length }, 1: macro = '', index: start }) => {
    return { macro, start, end: start + length };
  });
}

type MacroUse = ReturnType<typeof macroUsesIn>[number];

/** `yahoo$tld` with `com`: a provider has the name with a dot, and none has it without. */
function needsDot(before: string, item: string): boolean {
  const name = before.replace(/^(?:\*\.|\[\*\.\])/, '');
  return providerOfDomain(`${name}.${item}`) !== undefined && providerOfDomain(name + item) === undefined;
}

/** `shop$tld` with `de,at`: the items are all top-level domains, and one of them leaves a name without a dot. */
function lacksDot(before: string, items: readonly string[]): boolean {
  const name = before.replace(/^(?:\*\.|\[\*\.\])/, '');
  if (!/^[\w-]+$/.test(name) || items.every((item) => item.includes('.'))) return false;
  return items.length <= MOST_COMPARED && items.every(isTopLevel);
}

/**
 * Makes a function that returns the first place in a text where a macro does not fit; null for none. It reads the items
 * of each macro once, and never combines those of several. `isName` tells a name from a text in which an item may begin
 * with a dot.
 *
 * @param isQueueName Whether a name without a dot is that of a queue.
 */
export function jointFinder(
  macros: Macros,
  isQueueName: (name: string) => boolean,
): (text: string, isName: boolean) => Joint | null {
  const items = new Map<string, Record<'all' | 'beginning' | 'ending' | 'without', readonly string[]>>();

  /** The items of a macro by where they have a dot. */
  function itemsOf(macro: string) {
    return getOrMake(items, macro, () => {
      const all = macros.itemsOf(macro);
      return {
        all,
        beginning: all.filter((item) => item.startsWith('.')),
        ending: all.filter((item) => item.endsWith('.')),
        without: all.filter((item) => !item.startsWith('.')),
      };
    });
  }

  /** A text with the first item for each macro. */
  function filled(text: string): string {
    return text.replace(REFERENCE, (whole, name: string) => macros.itemsOf(name)[0] ?? whole);
  }

  function jointAt(text: string, { macro, start, end }: MacroUse, isName: boolean): Joint | null {
    // Up to the next comma or blank.
    const [before = ''] = /[^\s,]*$/.exec(text.slice(Math.max(0, start - LONGEST_NAME), start)) ?? [];
    const [after = ''] = /^[^\s,]*/.exec(text.slice(end, end + LONGEST_NAME)) ?? [];
    const { all, beginning, ending, without } = itemsOf(macro);
    const joint = (kind: Joint['kind'], offset: number | null, wrong: readonly string[]): Joint => ({
      macro,
      kind,
      offset,
      items: wrong,
      of: all.length,
      example: `${filled(before)}${wrong[0] ?? ''}${filled(after)}`,
    });
    const followsDot = before === '' ? isName : /\.$|\[\*\.\]$/.test(before);
    if (followsDot && beginning.length > 0)
      return joint('twoDotsBefore', before.endsWith('.') ? start - 1 : null, beginning);
    if (after.startsWith('.') && ending.length > 0) return joint('twoDotsAfter', end, ending);
    if (after !== '' || !/^[\w.*[\]-]*\w$/.test(before)) return null;
    const compared = without.slice(0, MOST_COMPARED + 1).map((item) => item.toLowerCase());
    const isMissing =
      compared.slice(0, MOST_COMPARED).some((item) => needsDot(before, item)) ||
      (without.length === all.length &&
        lacksDot(before, compared) &&
        !compared.some((item) => isQueueName(`${before}${item}`.toLowerCase())));
    return isMissing ? joint('noDotBefore', start, without) : null;
  }

  return (text, isName) => {
    for (const use of macroUsesIn(text)) {
      const joint = jointAt(text, use, isName);
      if (joint !== null) return joint;
    }
    return null;
  };
}
