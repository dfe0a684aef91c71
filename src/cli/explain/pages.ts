import { directiveNames, factsIn, findDirective, type Directive } from '../../catalog/directives.ts';
import { findInvented, type InventedName } from '../../catalog/invented.ts';
import { nearest } from '../../catalog/nearest.ts';
import { notesOfDirective, notesOfSection } from '../../catalog/notes.ts';
import { domainsOf, providers } from '../../catalog/providers.ts';
import { findSection, sectionNames, type Section } from '../../catalog/sections.ts';
import { expectedValue } from '../../catalog/values.ts';
import { pages } from '../../../rules/pages.ts';
import { painter, type Paint } from '../../report/colour.ts';
import { wrap } from '../../report/width.ts';
import { explainedWords, field, wordPages } from './words.ts';
import { providerPages, replyCodePages } from './provider-pages.ts';
import { rulePage } from './rule-page.ts';
import { UsageError } from '../../base/usage-error.ts';

const CONFIDENCE = {
  guide: 'the PowerMTA user’s guide',
  'shipped-sample': 'a sample that shipped with PowerMTA; the guides do not name it',
  'real-configs': 'configurations of running servers; the guides do not name it',
  uncertain: 'hearsay: treat it with care',
} as const;

function scopeText(scope: string): string {
  return scope === 'global' ? 'the top level' : `<${scope}>`;
}

function scopesOf(directive: Directive): string {
  const sure = directive.scopes.map(scopeText).join(', ');
  const uncertain = (directive.scopesUncertain ?? []).map(scopeText).join(', ');
  return uncertain === '' ? sure : `${sure}; perhaps ${uncertain}`;
}

function defaultOf(facts: Directive): string {
  if (facts.defaultFrom !== undefined) {
    return `that of ${facts.defaultFrom}${facts.default === undefined ? '' : `, else ${facts.default}`}`;
  }
  return facts.default ?? 'none, or not known';
}

/** A title, a summary and labelled lines; those without a text are left out. */
function pageOf(
  title: string,
  summary: readonly string[],
  width: number,
  rows: readonly (readonly [label: string, text: string | undefined])[],
): string {
  const fields = rows.flatMap(([label, text]) => (text === undefined ? [] : field(label, text, width)));
  return `${[title, ...summary, '', ...fields].join('\n')}\n`;
}

function replacementOf(
  deprecated: { readonly by?: string } | undefined,
  shown: (name: string) => string,
): string | undefined {
  if (deprecated === undefined) return undefined;
  return deprecated.by === undefined ? 'nothing takes its place' : `use ${shown(deprecated.by)}`;
}

function directivePage(directive: Directive, paint: Paint, width: number): string {
  const notes = notesOfDirective(directive.name);
  const { repeatable, restartRequired, deprecated } = directive;
  const perScope = Object.keys(directive.perScope ?? {}).map((scope) => {
    const facts = factsIn(directive, scope);
    return [`in <${scope}>`, `${expectedValue(facts)}; default: ${defaultOf(facts)}`] as const;
  });
  const replacement = replacementOf(deprecated, (name) => name);
  const title = paint('strong', `${directive.name} (directive)`);
  return pageOf(title, wrap(notes?.summary ?? '', width), width, [
    ['stands in', scopesOf(directive)],
    ['value', expectedValue(factsIn(directive, directive.scopes[0] ?? 'global'))],
    ['default', defaultOf(directive)],
    ...perScope,
    ['', notes?.defaultNote],
    [
      'repeated',
      repeatable === undefined ? undefined : repeatable ? 'yes, the lines add up' : 'no, once only',
    ],
    ['""', directive.allowEmptyReset === true ? 'clears the inherited value' : undefined],
    ['works with', directive.appliesWhen],
    ['restart', restartRequired === true ? 'a reload does not apply a change' : restartRequired],
    [
      'deprecated',
      replacement === undefined ? undefined : [replacement, notes?.deprecatedNote].filter(Boolean).join('; '),
    ],
    ['since', notes?.since],
    ['removed', notes?.removed],
    ['note', notes?.notes],
    ['known from', CONFIDENCE[notes?.confidence ?? 'guide']],
  ]);
}

function sectionPage(section: Section, paint: Paint, width: number): string {
  const { name, argument, parents, directives, childSections, deprecated } = section;
  const notes = notesOfSection(name);
  const tag =
    argument.form === 'none' ? `<${name}>` : `<${name} …>, where … is ${notes?.argument ?? argument.form}`;
  return pageOf(paint('strong', `<${name}> (section)`), [], width, [
    ['tag', tag],
    ['stands in', parents.map(scopeText).join(', ')],
    ['holds', directives?.join(', ')],
    ...(notes?.grammar ?? []).map((production) => ['grammar', production] as const),
    ...(notes?.constraints ?? []).map((constraint) => ['rule', constraint] as const),
    ['sections', childSections?.join(', ')],
    ['twice', notes?.duplicates],
    ['order', notes?.order],
    ['deprecated', replacementOf(deprecated, (by) => `<${by}>`)],
    ...(notes?.notes ?? []).map((note) => ['note', note] as const),
    ['known from', CONFIDENCE[notes?.confidence ?? 'guide']],
  ]);
}

/** The page of a name that articles use and PowerMTA does not have. */
function inventedPage({ kind, name, meant, note }: InventedName, paint: Paint, width: number): string {
  const title = paint('strong', `${name} (not a ${kind} of PowerMTA)`);
  const summary = wrap('Articles use this name, and PowerMTA refuses it.', width);
  return pageOf(title, summary, width, [
    ['meant is', meant],
    ['note', note],
  ]);
}

/** The pages of the directives and sections of a name. */
function factPages(name: string, paint: Paint, width: number): string[] {
  const directive = findDirective(name);
  const section = findSection(name);
  return [
    ...(directive === undefined ? [] : [directivePage(directive, paint, width)]),
    ...(section === undefined ? [] : [sectionPage(section, paint, width)]),
  ];
}

/** The pages of an invented name, each with that of what is meant. */
function inventedPages(name: string, paint: Paint, width: number): string[] {
  return (['directive', 'section'] as const).flatMap((kind) => {
    const invented = findInvented(name, kind);
    if (invented === undefined) return [];
    return [inventedPage(invented, paint, width), ...factPages(invented.meant ?? '', paint, width)];
  });
}

function unknown(name: string): UsageError {
  const words = explainedWords().map(([word]) => word);
  const named = providers().flatMap((provider) => [provider.id, ...domainsOf(provider)]);
  const names = [...new Set([...pages.keys(), ...directiveNames(), ...sectionNames(), ...words, ...named])];
  const near = nearest(name, names);
  const hint =
    near === undefined
      ? 'pmta-lint rules and pmta-lint providers list two of these'
      : `did you mean '${near}'?`;
  const kinds = 'rule, directive, section, action, bounce category, provider or reply code';
  return new UsageError(`'${name}' is not a known ${kinds}; ${hint}`);
}

/** All pages of a name: rule, directive, section, action, bounce category, provider, reply code. Throws a UsageError for none. */
export function explanationOf(name: string, colour: boolean, width: number): string {
  const paint = painter(colour);
  const wanted = (/^<\/?([^\s>]+).*>$/.exec(name)?.[1] ?? name).toLowerCase();
  const page = pages.get(wanted);
  const parts = [
    ...(page === undefined ? [] : [rulePage(page, paint, width)]),
    ...factPages(wanted, paint, width),
    ...inventedPages(wanted, paint, width),
    ...wordPages(wanted, paint, width),
    ...providerPages(wanted, paint, width),
    ...replyCodePages(wanted, paint, width),
  ];
  if (parts.length === 0) throw unknown(name);
  return parts.join('\n');
}
