import { notesOfWord, type WordNotes } from '../../catalog/notes.ts';
import { patternActions, predefinedCategories, type PatternAction } from '../../catalog/sections.ts';
import type { Paint } from '../../report/colour.ts';
import { wrap } from '../../report/width.ts';

/** `label: text`, wrapped, with the text in a column of its own. */
export function field(label: string, text: string, width: number): string[] {
  const lines = wrap(text, Math.max(20, width - 14));
  return lines.map((line, index) => `  ${`${index === 0 ? label : ''} `.padEnd(12)}${line}`);
}

/** An action as it is asked for: `mode` with its value, others by their name alone. */
interface NamedAction {
  readonly word: string;
  readonly action: PatternAction;
}

function namedActions(): NamedAction[] {
  return patternActions().flatMap((action): NamedAction[] =>
    action.values === undefined
      ? [{ word: action.name, action }]
      : action.values.map((value) => ({ word: `${action.name}=${value}`, action })),
  );
}

/** The actions that a word may mean, such as `skip-mx`, `mode=backoff`, `mode`, `backoff` and `reenable-after=4h`. */
function actionsMeant(wanted: string): NamedAction[] {
  const [name = ''] = wanted.split('=', 1);
  return namedActions().filter(
    ({ word, action }) =>
      [word, action.name].includes(wanted) ||
      (action.name !== wanted && word === `${action.name}=${wanted}`) ||
      (action.value !== undefined && action.name === name),
  );
}

function summaryOf(kind: WordNotes['kind'], word: string, paint: Paint, width: number): string[] {
  const summary = notesOfWord(kind, word)?.summary ?? '';
  return [paint('strong', `${word} (${kind})`), ...wrap(summary, width), ''];
}

function actionPage({ word, action }: NamedAction, paint: Paint, width: number): string {
  const written = action.value === undefined ? word : `${word}=1h`;
  const before = action.requires === undefined ? '' : `${action.requires},`;
  const list = 'a rule of an <smtp-pattern-list>; it counts in queues whose <domain> names the list';
  return [
    ...summaryOf('action', word, paint, width),
    ...field('stands in', list, width),
    ...field('written', `reply /PATTERN/ ${before}${written}`, width),
    ...(action.default === undefined ? [] : field('default', action.default, width)),
    ...(action.since === undefined ? [] : field('since', action.since, width)),
    '',
  ].join('\n');
}

function categoryPage(category: string, paint: Paint, width: number): string {
  const list = '<bounce-category-patterns>, behind a pattern; the first one that matches the reply decides';
  return [
    ...summaryOf('bounce category', category, paint, width),
    ...field('stands in', list, width),
    ...field('written', `/PATTERN/ ${category}`, width),
    ...field('told in', 'the field bounceCat of accounting files', width),
    '',
  ].join('\n');
}

/** The pages of the actions and the bounce category that a word means; none if it means none. */
export function wordPages(wanted: string, paint: Paint, width: number): string[] {
  return [
    ...actionsMeant(wanted).map((action) => actionPage(action, paint, width)),
    ...predefinedCategories()
      .filter((category) => category === wanted)
      .map((category) => categoryPage(category, paint, width)),
  ];
}

/** All words that have a page here, and the kind of each. */
export function explainedWords(): (readonly [word: string, kind: WordNotes['kind']])[] {
  return [
    ...namedActions().map(({ word }) => [word, 'action'] as const),
    ...predefinedCategories().map((category) => [category, 'bounce category'] as const),
  ];
}
