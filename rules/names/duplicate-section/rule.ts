import { count, defineRule, findSection, listOf, quote, shownValue } from '../../kit.ts';
import type { RuleContext, SectionUse, Severity } from '../../kit.ts';
import { differInCase, repeatsIn, type Repeat } from './analysis.ts';

/** How many values are shown. */
const MOST = 3;

/** Advice for sections of which two with one argument are another mistake than settings in two places. */
const ADVICE: Readonly<Record<string, string>> = {
  'acct-file':
    'the guide does not say what two writers do to one file; give each a file of its own, or put the records in one section',
  spool: 'one directory cannot be two spools; each <spool> needs a directory of its own',
  vault: 'PowerMTA takes one <vault> only; keep the one that is meant',
};

/** `first` is the argument of the first section; `parent` is null for the top level. */
interface RepeatData extends Readonly<Record<'argument' | 'parent' | 'first', string | null>> {
  readonly kind: string;
  /** Directives with different values, as they are shown. */
  readonly contradictions: readonly Record<'name' | 'before' | 'now', string>[];
  /** Directives that only the earlier section sets. */
  readonly onlyBefore: readonly string[];
}

function tagOf(kind: string, argument: string | null): string {
  return quote(argument === null ? `<${kind}>` : `<${kind} ${argument}>`);
}

function contradictionsText({ contradictions }: RepeatData): string {
  if (contradictions.length === 0) return '';
  const items = contradictions.slice(0, MOST).map(({ name, before, now }) => {
    const change =
      before === now ? 'set to another value than before' : `${now} here and was ${before} before`;
    return `${quote(name)} is ${change}`;
  });
  const others = contradictions.length - items.length;
  return `: ${items.join(', ')}${others > 0 ? ` (and ${count(others, 'more difference')})` : ''}`;
}

function advice({ kind, contradictions, onlyBefore }: RepeatData): string {
  const own = ADVICE[kind];
  if (own !== undefined) return own;
  if (contradictions.length > 0)
    return 'only one value can hold, most likely the later one, and whoever changes the first section then changes nothing; keep what is meant in one section';
  const facts = findSection(kind);
  if (facts?.content === 'mini-language')
    return 'whether PowerMTA reads both lists or only one is not documented; put all lines in one list';
  if (facts?.duplicates !== 'allowed')
    return 'whether PowerMTA joins the two or takes only one is not documented; put all settings in one section';
  if (onlyBefore.length === 0) return 'one section is enough';
  const kept = listOf(onlyBefore.map(quote), MOST);
  return `PowerMTA joins the two: ${kept} of the earlier section still ${onlyBefore.length === 1 ? 'holds' : 'hold'}; put all settings in one section`;
}

const messages = {
  repeated: (data: RepeatData) => ({
    message: `${tagOf(data.kind, data.argument)} stands here again, ${data.parent === null ? 'at the top level' : `in this <${data.parent}>`}${contradictionsText(data)}; ${advice(data)}`,
  }),
  differentCase: (data: RepeatData) => ({
    message: `${tagOf(data.kind, data.argument)} differs only in case from ${tagOf(data.kind, data.first)}, and PowerMTA may take them for one${contradictionsText(data)}; ${advice(data)}`,
  }),
};

function severityOf({ section: { kind }, contradictions }: Repeat): Severity {
  return kind === 'domain' && contradictions.length === 0 ? 'info' : 'warning';
}

function checkScope(scope: SectionUse, { model, optionsIn, report }: RuleContext<typeof messages>): void {
  for (const repeat of repeatsIn(scope, model)) {
    const { section, first, contradictions, onlyBefore } = repeat;
    const { kind, argument, parent, tagLocation: location } = section;
    if (optionsIn(section.file).includes('ignore', kind)) continue;
    const data = {
      kind,
      argument,
      parent: parent?.node == null ? null : parent.kind,
      first: first.argument,
      contradictions: contradictions.map(({ earlier, later }) => {
        return { name: later.name, before: shownValue(earlier), now: shownValue(later) };
      }),
      onlyBefore,
    };
    const related = [
      { ...first.tagLocation, message: 'the first one' },
      ...contradictions.map(({ earlier }) => ({ ...earlier.nameLocation, message: 'set here before' })),
    ];
    if (differInCase(section, first))
      report({ location, severity: 'info', messageId: 'differentCase', data, related });
    else report({ location, severity: severityOf(repeat), messageId: 'repeated', data, related });
  }
}

export const rule = defineRule({
  id: 'duplicate-section',
  category: 'names',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'two sections of one kind and argument in one scope',
  options: {
    ignore: { type: 'names', default: [], summary: 'sections that may be repeated, such as domain' },
  },
  messages,
  check(context) {
    const { model } = context;
    for (const scope of model.allSections) if (scope.sections.length > 1) checkScope(scope, context);
  },
});
