import { directiveNames, factsIn, findDirective, type Directive } from '../../catalog/directives.ts';
import { findInvented } from '../../catalog/invented.ts';
import { closest, nearest } from '../../catalog/nearest.ts';
import { notesOfDirective, notesOfSection } from '../../catalog/notes.ts';
import { findSection, sectionNames, type Section } from '../../catalog/sections.ts';
import { expectedValue } from '../../catalog/values.ts';
import { pages } from '../../../rules/pages.ts';
import { painter, type Paint } from '../../report/colour.ts';
import { wrap } from '../../report/width.ts';
import { field } from './field.ts';
import { actionWithValue, explainedWords, wordPages } from './words.ts';
import { rulePage } from './rule-page.ts';
import { UsageError } from '../../base/usage-error.ts';

const CONFIDENCE = {
  guide: 'the PowerMTA user’s guide',
  'shipped-sample': 'a sample that shipped with PowerMTA; the guides do not name it',
  'real-configs': 'configurations of running servers; the guides do not name it',
  uncertain: 'hearsay: treat it with care',
} as const;

function scopesOf(directive: Directive): string {
  const name = (scope: string): string => (scope === 'global' ? 'the top level' : `<${scope}>`);
  const sure = directive.scopes.map(name).join(', ');
  const uncertain = (directive.scopesUncertain ?? []).map(name).join(', ');
  return uncertain === '' ? sure : `${sure}; perhaps ${uncertain}`;
}

function defaultOf(facts: Directive): string {
  if (facts.defaultFrom !== undefined) {
    return `that of ${facts.defaultFrom}${facts.default === undefined ? '' : `, else ${facts.default}`}`;
  }
  return facts.default ?? 'none, or not known';
}

function directivePage(directive: Directive, paint: Paint, width: number): string {
  const notes = notesOfDirective(directive.name);
  const lines = [paint('strong', `${directive.name} (directive)`), ...wrap(notes?.summary ?? '', width), ''];
  lines.push(...field('stands in', scopesOf(directive), width));
  lines.push(...field('value', expectedValue(factsIn(directive, directive.scopes[0] ?? 'global')), width));
  lines.push(...field('default', defaultOf(directive), width));
  for (const scope of Object.keys(directive.perScope ?? {})) {
    const facts = factsIn(directive, scope);
    lines.push(...field(`in <${scope}>`, `${expectedValue(facts)}; default: ${defaultOf(facts)}`, width));
  }
  if (notes?.defaultNote !== undefined) lines.push(...field('', notes.defaultNote, width));
  if (directive.repeatable !== undefined) {
    lines.push(...field('repeated', directive.repeatable ? 'yes, the lines add up' : 'no, once only', width));
  }
  if (directive.allowEmptyReset === true) lines.push(...field('""', 'clears the inherited value', width));
  if (directive.appliesWhen !== undefined) lines.push(...field('works with', directive.appliesWhen, width));
  if (directive.restartRequired !== undefined) {
    const when =
      directive.restartRequired === true ? 'a reload does not apply a change' : directive.restartRequired;
    lines.push(...field('restart', when, width));
  }
  if (directive.deprecated !== undefined) {
    const by =
      directive.deprecated.by === undefined ? 'nothing takes its place' : `use ${directive.deprecated.by}`;
    lines.push(...field('deprecated', [by, notes?.deprecatedNote].filter(Boolean).join('; '), width));
  }
  if (notes?.since !== undefined) lines.push(...field('since', notes.since, width));
  if (notes?.removed !== undefined) lines.push(...field('removed', notes.removed, width));
  if (notes?.notes !== undefined) lines.push(...field('note', notes.notes, width));
  lines.push(...field('known from', CONFIDENCE[notes?.confidence ?? 'guide'], width));
  return `${lines.join('\n')}\n`;
}

function sectionPage(section: Section, paint: Paint, width: number): string {
  const notes = notesOfSection(section.name);
  const argument = section.argument.form === 'none' ? '' : ` ${notes?.argument ?? section.argument.form}`;
  const lines = [paint('strong', `<${section.name}> (section)`), ''];
  lines.push(
    ...field(
      'tag',
      `<${section.name}${argument === '' ? '' : ' …'}>${argument === '' ? '' : `, where … is${argument}`}`,
      width,
    ),
  );
  const parents = section.parents.map((parent) => (parent === 'global' ? 'the top level' : `<${parent}>`));
  lines.push(...field('stands in', parents.join(', '), width));
  if (section.directives !== undefined) lines.push(...field('holds', section.directives.join(', '), width));
  for (const production of notes?.grammar ?? []) lines.push(...field('grammar', production, width));
  for (const constraint of notes?.constraints ?? []) lines.push(...field('rule', constraint, width));
  if (section.childSections !== undefined)
    lines.push(...field('sections', section.childSections.join(', '), width));
  if (notes?.duplicates !== undefined) lines.push(...field('twice', notes.duplicates, width));
  if (notes?.order !== undefined) lines.push(...field('order', notes.order, width));
  if (section.deprecated !== undefined) {
    lines.push(
      ...field(
        'deprecated',
        section.deprecated.by === undefined ? 'nothing takes its place' : `use <${section.deprecated.by}>`,
        width,
      ),
    );
  }
  for (const note of notes?.notes ?? []) lines.push(...field('note', note, width));
  lines.push(...field('known from', CONFIDENCE[notes?.confidence ?? 'guide'], width));
  return `${lines.join('\n')}\n`;
}

/** The error for a name that nothing has, with what is probably meant. */
function unknown(name: string): UsageError {
  const invented = findInvented(name, 'directive') ?? findInvented(name, 'section');
  const action = actionWithValue(name.toLowerCase());
  if (invented !== undefined) {
    const really = action === undefined ? '' : `; did you mean the action '${action}'?`;
    const meant =
      invented.meant === undefined ? really : `; what it is meant to do is done by '${invented.meant}'`;
    return new UsageError(`PowerMTA has no '${invented.name}', though articles use it${meant}`);
  }
  const words = explainedWords().map(([word]) => word);
  const names = [...new Set([...pages.keys(), ...directiveNames(), ...sectionNames(), ...words])];
  const near = action ?? nearest(name, names);
  // Everything is near a name of two letters.
  const others = near !== undefined ? [near] : name.length < 3 ? [] : closest(name, names, 3);
  const hint =
    others.length === 0
      ? 'pmta-lint rules lists the rules'
      : `did you mean ${others.map((one) => `'${one}'`).join(' or ')}?`;
  return new UsageError(`'${name}' is no rule, directive, section, action or bounce category; ${hint}`);
}

/** The pages of the rule, directive, section, action and bounce category of a name. Throws a UsageError for none. */
export function explanationOf(name: string, colour: boolean, width: number): string {
  const paint = painter(colour);
  const wanted = (/^<\/?([^\s>]+).*>$/.exec(name)?.[1] ?? name).toLowerCase();
  const page = pages.get(wanted);
  const directive = findDirective(wanted);
  const section = findSection(wanted);
  const parts = [
    ...(page === undefined ? [] : [rulePage(page, paint, width)]),
    ...(directive === undefined ? [] : [directivePage(directive, paint, width)]),
    ...(section === undefined ? [] : [sectionPage(section, paint, width)]),
    ...wordPages(wanted, paint, width),
  ];
  if (parts.length === 0) throw unknown(name);
  return parts.join('\n');
}
