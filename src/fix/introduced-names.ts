import type { Edit } from '../engine/finding.ts';

/** A definition at the start of a line: what is defined, and under which name. */
const DEFINITION =
  /^[ \t]*(?:<(smtp-pattern-list|pattern-list|virtual-mta-pool|virtual-mta)[ \t]+([^\s>]+)|(domain-macro)[ \t]+([^\s#]+))/gim;

/**
 * The names that an inserted text defines, with what they name. Two fixes that know nothing of each other may take the
 * same free name for different things.
 */
export function introducedNames({ start, end, text }: Edit): string[] {
  if (start !== end || !text.includes('\n')) return [];
  return [...text.matchAll(DEFINITION)].map(([, section, name, macro, macroName]) =>
    `${section ?? macro ?? ''} ${name ?? macroName ?? ''}`.toLowerCase(),
  );
}
