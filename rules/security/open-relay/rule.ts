import {
  canonicalOf,
  type DirectiveUse,
  listOf,
  type Location,
  type Model,
  quote,
  removeLine,
  replaceValue,
  type Rule,
  type RuleContext,
} from '../../kit.ts';
import { isPrivate } from '../../../src/catalog/values/address.ts';
import {
  heirsOf,
  isClosedToOthers,
  isOff,
  isPublic,
  isSelectionKnown,
  openings,
  type Opening,
} from '../../../src/model/source-reach.ts';
import type { Listener, Source } from '../../../src/model/scopes/sources.ts';

/** From this length on a prefix is a network that someone may own. */
const NARROW_ENOUGH = 8;

const ADVICE = "name the addresses of your own hosts instead, or ask for a login with 'require-auth yes'";

/** What keeps strangers from relaying where relaying is allowed. */
const GUARDS = ['require-auth', 'smtp-service'];

/** The directive that lets everybody relay who comes in through the source; null where nobody can without login. */
function openingOf(model: Model, source: Source): DirectiveUse | null {
  const { sources } = model;
  if (!isSelectionKnown(model, source, GUARDS)) return null;
  const relaying = sources.setting(source, 'always-allow-relaying');
  if (relaying.use === null || !sources.isOn(source, 'always-allow-relaying')) return null;
  const isGuarded = sources.isOn(source, 'require-auth') || isOff(model, source, 'smtp-service');
  return isGuarded ? null : relaying.use;
}

/** Which clients are treated by the source. */
function whoOf(sources: readonly Source[]): string {
  if (sources.some(({ range }) => range?.prefix === 0)) return 'matches every address';
  if (sources.some(({ range }) => range !== null)) return 'matches the addresses of many networks';
  return 'a listener that other networks can reach gives to every client';
}

function spotOf({ at }: Listener): Location {
  return { file: at.file, range: 'nameRange' in at ? at.nameRange : at.tagRange };
}

function reportSource(opening: Opening, { report }: RuleContext): void {
  const { use, sources, listeners } = opening;
  const names = listOf(
    sources.map(({ name }) => quote(`<source ${name}>`)),
    4,
  );
  report({
    location: { file: use.file, range: use.nameRange },
    message: `'always-allow-relaying' is on in ${names}, which ${whoOf(sources)}, and no login is asked for: an open relay, through which strangers send spam until your addresses are on blocking lists; ${ADVICE}`,
    related: [
      ...heirsOf(opening).map(({ file, tagRange }) => ({
        file,
        range: tagRange,
        message: 'takes the setting over',
      })),
      ...listeners.map((listener) => ({ ...spotOf(listener), message: 'clients come in here' })),
    ],
    fix:
      use.continuation.length > 0
        ? null
        : { safety: 'safe', title: 'set always-allow-relaying to no', edits: [replaceValue(use, 'no')] },
  });
}

export const rule: Rule = {
  id: 'open-relay',
  category: 'security',
  severity: 'error',
  preset: 'recommended',
  fix: 'safe',
  summary: 'strangers can send mail to anyone through the server',
  requires: ['always-allow-relaying', 'relay-domain'],
  check(context) {
    const { model, report } = context;
    if (isClosedToOthers(model, () => false)) return;
    const found = openings(model, {
      opener: (source) => openingOf(model, source),
      isWide: (range) => range.prefix < NARROW_ENOUGH && !isPrivate(range),
      isReached: isPublic,
    });
    for (const opening of found) reportSource(opening, context);
    for (const use of model.named('relay-domain')) {
      if (use.section !== model.root || use.broken || canonicalOf(use).value !== '*') continue;
      report({
        location: { file: use.file, range: use.nameRange },
        message: `'relay-domain *' takes mail for every domain from everyone: an open relay, through which strangers send spam until your addresses are on blocking lists; name the domains that this server receives mail for`,
        fix: { safety: 'safe', title: 'remove the line', edits: [removeLine(use.file, use.line)] },
      });
    }
  },
};
