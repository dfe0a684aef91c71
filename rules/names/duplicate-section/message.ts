import { count, type DirectiveUse, listOf, quote, type SectionUse, shownValue } from '../../kit.ts';
import { differInCase } from './argument.ts';

/** Two lines for the same directive with values that cannot both hold. */
export interface Contradiction {
  readonly earlier: DirectiveUse;
  readonly later: DirectiveUse;
}

/** What else is known of a repeated section. */
export interface Repeat {
  readonly first: SectionUse;
  readonly section: SectionUse;
  readonly contradictions: readonly Contradiction[];
  /** Directives, by name, that an earlier section sets and this one does not. */
  readonly onlyBefore: readonly string[];
}

/** How many values are shown. */
const MOST = 3;

function tagOf({ kind, argument }: SectionUse): string {
  return quote(argument === null ? `<${kind}>` : `<${kind} ${argument}>`);
}

function whereOf({ parent }: SectionUse): string {
  return parent?.node == null ? 'at the top level' : `in this <${parent.kind}>`;
}

function shown({ earlier, later }: Contradiction): string {
  const [before, now] = [shownValue(earlier), shownValue(later)];
  return before === now
    ? `${quote(later.name)} is set to another value than before`
    : `${quote(later.name)} is ${now} here and was ${before} before`;
}

function contradiction(contradictions: readonly Contradiction[]): string {
  const items = contradictions.slice(0, MOST).map(shown);
  const rest = contradictions.length - items.length;
  return `${items.join(', ')}${rest > 0 ? ` (and ${count(rest, 'more difference')})` : ''}`;
}

/** Sections of which two with one argument are another kind of mistake than settings in two places. */
const OF_ITS_OWN: Readonly<Record<string, string>> = {
  'acct-file':
    'the guide does not say what two writers do to one file; give each a file of its own, or put the records in one section',
  spool: 'one directory cannot be two spools; each <spool> needs a directory of its own',
  vault: 'PowerMTA takes one <vault> only; keep the one that is meant',
};

function advice({ section, contradictions, onlyBefore }: Repeat): string {
  const own = OF_ITS_OWN[section.kind];
  if (own !== undefined) return own;
  if (contradictions.length > 0)
    return 'only one value can hold, most likely the later one, and whoever changes the first section then changes nothing; keep what is meant in one section';
  if (section.facts?.content === 'mini-language')
    return 'whether PowerMTA reads both lists or only one is not documented; put all lines in one list';
  if (section.facts?.duplicates !== 'allowed')
    return 'whether PowerMTA joins the two or takes only one is not documented; put all settings in one section';
  const kept = listOf(onlyBefore.map(quote), MOST);
  return onlyBefore.length === 0
    ? 'one section is enough'
    : `PowerMTA joins the two: ${kept} of the earlier section still ${onlyBefore.length === 1 ? 'holds' : 'hold'}; put all settings in one section`;
}

/** The message for a section that stands in its scope again. */
export function messageFor(repeat: Repeat): string {
  const { first, section, contradictions } = repeat;
  const again = differInCase(section, first)
    ? `${tagOf(section)} differs only in case from ${tagOf(first)}, and PowerMTA may take them for one`
    : `${tagOf(section)} stands here again, ${whereOf(section)}`;
  const differences = contradictions.length === 0 ? '' : `: ${contradiction(contradictions)}`;
  return `${again}${differences}; ${advice(repeat)}`;
}
