/*
 * What the PowerMTA guides leave open, decided in one place: each constant or function is one decision with its reason.
 * Where two readings are possible, the one that does least harm is taken.
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

/** How many names all arguments with macros together may stand for; further ones stand for nothing. */
export const MAX_ARGUMENT_NAMES = 500_000;

/** How many names all macros together may stand for, to bound memory; further ones stand for nothing. */
export const MAX_KEPT_NAMES = 2_000_000;

/**
 * Of several values of a single-valued directive in one scope under one pattern the last one applies. The guides do not
 * say so; it is what a parser that assigns does, and what the shipped samples rely on.
 */
export function effectiveOf<T>(uses: readonly T[]): T | undefined {
  return uses.at(-1);
}

/**
 * Directives whose second line may add to the first one: a list of headers, and the old form of `smtp-source-host`. The
 * guides do not say so. The last line applies, but a change of any line counts as a change.
 */
export const MAY_ADD_UP: ReadonlySet<string> = new Set(['remove-header', 'smtp-source-ip']);

/** `<domain *>` of a VMTA overrides a global `<domain gmail.com>`: by the guide a VMTA inherits from the global level last. */
export const SCOPE_ORDER = ['vmta', 'pool', 'global'] as const;

/** For a subdomain `*.d` counts as more specific than `[*.]d`, which the guide lists after it. */
export const SUBTREE_ORDER = ['proper', 'whole'] as const;

/** Names of VMTAs, pools, lists and sources are compared without case, since the guides do not say. */
export function foldName(name: string): string {
  return name.toLowerCase();
}

/** Of two definitions of a macro the last one applies; the guides define each once. */
export function effectiveMacro<T>(definitions: readonly T[]): T | undefined {
  return definitions.at(-1);
}

/**
 * A setting of the user's files overrides the same one of `config-defaults` under the same pattern, as the guide says for
 * bounce categories; a more specific pattern still wins.
 */
export function readingOrder<T>(defaults: T | null, own: T): T[] {
  return defaults === null ? [own] : [defaults, own];
}

/**
 * Values of a repeatable directive of `<domain>` (source-ip-max-*) under the most specific pattern apply together and
 * override those under wider patterns. The guide says neither.
 */
export function effectiveTogether<T extends { readonly level: unknown }>(
  values: readonly T[],
  first: T,
): T[] {
  return values.filter((value) => value.level === first.level);
}

/** Where `queue-to` and a rollup both could take a domain, `queue-to` does: it is written for that domain. */
export function routedBy(queueTo: string | null, rollup: string | null): 'queue-to' | 'rollup' | 'own' {
  if (queueTo !== null && queueTo !== '') return 'queue-to';
  return rollup === null ? 'own' : 'rollup';
}
