/*
 * What the PowerMTA guides leave unsettled, decided in one place. Each constant or function is one decision with its
 * reason, so that a correction is one line. The reading that can do least harm is taken: where two readings are
 * possible, findings that would hold under one of them only stay silent or become weaker elsewhere.
 */

/** How deep includes may nest. The guides name no limit; 20 is far above what anyone writes. */
export const MAX_INCLUDE_DEPTH = 20;

/** How many times files may be included in all: a guard against files that include each other many times. */
export const MAX_INCLUSIONS = 200_000;

/** How many lines may be read in all before no file is read again: a large file that is included many times. */
export const MAX_REPEATED_LINES = 1_000_000;

/** How many paths a wildcard is followed into: links that lead upward make endless many of them. */
export const MAX_WILDCARD_PATHS = 20_000;

/** How large a file is read, in bytes. A configuration has some megabytes at most; a log or a spool file has more. */
export const MAX_FILE_SIZE = 256 * 2 ** 20;

/** How many names one pattern with macros may stand for: `$a.$b.$c` is a cross product. */
export const MAX_EXPANDED_NAMES = 100_000;

/** How many names all arguments with macros together may stand for; those beyond it stand for nothing. */
export const MAX_ARGUMENT_NAMES = 500_000;

/** How many names all macros together may stand for; macros beyond it stand for nothing. Keeps memory bounded. */
export const MAX_KEPT_NAMES = 2_000_000;

/**
 * Which of several values of a single-valued directive holds when they stand in the same scope under the same
 * pattern: the last one in reading order. Unsaid in the guides; it is what a parser that assigns does, and what the
 * shipped samples rely on.
 */
export function holdingOf<T>(uses: readonly T[]): T | undefined {
  return uses.at(-1);
}

/**
 * `<domain *>` inside a VMTA against a global `<domain gmail.com>`: the inner scope wins, for the guide lets a VMTA's
 * domains inherit from the pool first and from the global level last.
 */
export const SCOPE_ORDER = ['vmta', 'pool', 'global'] as const;

/** For a subdomain `*.d` counts as more specific than `[*.]d`, which the guide lists after it. */
export const SUBTREE_ORDER = ['proper', 'whole'] as const;

/**
 * Names of VMTAs, pools, lists and sources are compared without regard to case. The guides do not say; a name that
 * differs in case only is reported as a warning, never as undefined.
 */
export function foldName(name: string): string {
  return name.toLowerCase();
}

/** Of two definitions of a macro the last one holds; the guides define each once. */
export function holdingMacro<T>(definitions: readonly T[]): T | undefined {
  return definitions.at(-1);
}

/**
 * A setting of `config-defaults` loses to the same setting of the user's files under the same pattern; a more specific
 * pattern still wins, for all of it is one configuration. The guide says the first for bounce categories.
 */
export function readingOrder<T>(defaults: T | null, own: T): T[] {
  return defaults === null ? [own] : [defaults, own];
}

/**
 * Values of a repeatable directive of `<domain>` (source-ip-max-*): those under the most specific pattern hold
 * together, those under wider patterns are beaten. The guide says neither.
 */
export function holdingTogether<T extends { readonly level: unknown }>(values: readonly T[], first: T): T[] {
  return values.filter((value) => value.level === first.level);
}

/** Where `queue-to` and a rollup both could take a domain, `queue-to` does: it is written for that domain. */
export function queueThatTakes(queueTo: string | null, rollup: string | null): 'queue-to' | 'rollup' | 'own' {
  if (queueTo !== null && queueTo !== '') return 'queue-to';
  return rollup === null ? 'own' : 'rollup';
}
