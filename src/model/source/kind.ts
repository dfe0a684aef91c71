import { allowsIn, findDirective } from '../../catalog/directives.ts';
import { sectionNames } from '../../catalog/sections.ts';
import type { SectionUse } from './content.ts';

const SIGNS = [
  'log-file',
  'smtp-listener',
  'run-as-root',
  'http-mgmt-port',
  'host-name',
  'postmaster',
  'total-max-smtp-out',
] as const;

/** What a configuration, read with its includes, has of the things that only a whole one has: names, spool included. */
export function signsOfMain(root: SectionUse): string[] {
  const holds = (name: string): boolean =>
    root.named(name).length > 0 || root.sections.some((section) => section.kind === name);
  return ['spool', ...SIGNS].filter(holds);
}

/** Whether a server can run this: a log-file and a spool, or three things that only a main configuration has. */
export function looksLikeMain(root: SectionUse): boolean {
  const signs = signsOfMain(root);
  return signs.length >= 3 || (signs.includes('spool') && signs.includes('log-file'));
}

const TIE_ORDER = ['domain', 'source', 'virtual-mta', 'global'];

/** The scope that fits most bare lines of a fragment, ties by TIE_ORDER; `global` where none is known. */
export function scopeOfFragment(root: SectionUse): string {
  const known = root.directives.flatMap((use) =>
    use.name === 'include' ? [] : (findDirective(use.name) ?? []),
  );
  // Only one section has lines that begin with a pattern.
  const patterns = root.others.filter(({ line }) => line.kind === 'pattern' && line.problem === null);
  if (patterns.length > known.length) return 'bounce-category-patterns';
  if (known.length === 0) return 'global';
  const others = sectionNames().filter((name) => !TIE_ORDER.includes(name));
  let best = 'global';
  let most = 0;
  for (const scope of [...TIE_ORDER, ...others]) {
    const count = known.filter((directive) => allowsIn(directive, scope) === 'yes').length;
    if (count > most) {
      best = scope;
      most = count;
    }
  }
  return best;
}
