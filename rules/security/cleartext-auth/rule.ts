import {
  booleanOf,
  type DirectiveUse,
  listOf,
  type Location,
  type Model,
  quote,
  repeatsOf,
  replaceValue,
  type Rule,
  type RuleFix,
} from '../../kit.ts';
import { isLoopback, isPrivate } from '../../../src/catalog/values/address.ts';
import {
  heirsOf,
  isClosedToOthers,
  isOff,
  isPublic,
  isSelectionKnown,
  openings,
} from '../../../src/model/source-reach.ts';
import type { Listener, Source } from '../../../src/model/scopes/sources.ts';

/** What keeps passwords from going in the clear where they may, and may stand elsewhere. */
const GUARDS = ['require-starttls-before-auth', 'smtp-service'];

/** The directive that lets passwords go in the clear in a source; null where none is taken without TLS. */
function openingOf(model: Model, source: Source): DirectiveUse | null {
  const { sources } = model;
  const { use } = sources.setting(source, 'allow-unencrypted-plain-auth');
  if (use === null || !sources.isOn(source, 'allow-unencrypted-plain-auth')) return null;
  if (!isSelectionKnown(model, source, GUARDS)) return null;
  const isGuarded =
    sources.isOn(source, 'require-starttls-before-auth') ||
    isOff(model, source, 'allow-auth') ||
    isOff(model, source, 'smtp-service');
  return isGuarded ? null : use;
}

/** Whether all that goes through a listener is encrypted from the first byte. */
function isEncrypted({ at }: Listener): boolean {
  if ('nameRange' in at) return false;
  return booleanOf(at.named('immediate-tls').at(-1)?.plainValue ?? '') === true;
}

/** Which clients are treated by the sources. */
function whoOf(sources: readonly Source[]): string {
  if (sources.some(({ range }) => range?.prefix === 0)) return 'matches every address';
  return sources.some(({ range }) => range !== null)
    ? 'matches addresses of other networks'
    : 'a listener that other networks can reach gives to every client';
}

function spotOf({ at }: Listener): Location {
  return { file: at.file, range: 'nameRange' in at ? at.nameRange : at.tagRange };
}

function fixFor(use: DirectiveUse): RuleFix | null {
  if (use.continuation.length > 0) return null;
  return {
    safety: 'safe',
    title: 'set allow-unencrypted-plain-auth to no',
    edits: repeatsOf(use).map((one) => replaceValue(one, 'no')),
  };
}

export const rule: Rule = {
  id: 'cleartext-auth',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary: 'clients on other networks may send their password in the clear',
  requires: ['allow-unencrypted-plain-auth'],
  check({ model, report }) {
    if (isClosedToOthers(model, isEncrypted)) return;
    const found = openings(model, {
      opener: (source) => openingOf(model, source),
      isWide: (range) => !isLoopback(range) && !isPrivate(range),
      isReached: (listener) => isPublic(listener) && !isEncrypted(listener),
    });
    for (const opening of found) {
      const { use, sources, listeners } = opening;
      const names = sources.map(({ name }) => quote(`<source ${name}>`));
      report({
        location: { file: use.file, range: use.nameRange },
        message: `'allow-unencrypted-plain-auth' is on in ${listOf(names, 4)}, which ${whoOf(sources)}: passwords cross the network in the clear, and whoever reads one sends spam through your addresses; offer TLS with 'allow-starttls yes' and ask for it with 'require-starttls-before-auth yes'`,
        related: [
          ...heirsOf(opening).map(({ file, tagRange }) => ({
            file,
            range: tagRange,
            message: 'takes the setting over',
          })),
          ...listeners.map((listener) => ({ ...spotOf(listener), message: 'clients come in here' })),
        ],
        fix: () => fixFor(use),
      });
    }
  },
};
