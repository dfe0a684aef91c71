import type { Command } from 'commander';
import { directiveNames, directives } from '../catalog/directives.ts';
import { notesOfDirective } from '../catalog/notes.ts';
import { providers } from '../catalog/providers.ts';
import { sectionNames } from '../catalog/sections.ts';
import type { Offer, OfferedWord, Vocabulary } from '../completion/shape.ts';
import { rules } from '../../rules/index.ts';
import { explainedWords } from './explain/words.ts';
import { FORMATS, SEVERITIES } from './options.ts';

type OfferedWords = Extract<Offer, { kind: 'words' }>;

/** What shells can hold in a word without quotes; other names are left to be typed. */
const PLAIN = /^[\w.-]+$/;

function offerOf(words: Iterable<readonly [word: string, description: string]>): OfferedWords {
  const byWord = new Map<string, OfferedWord>();
  for (const [word, description] of words) {
    if (PLAIN.test(word) && !byWord.has(word)) byWord.set(word, { word, description });
  }
  return { kind: 'words', words: [...byWord.values()] };
}

function keyed({ words }: OfferedWords, then: Offer): Offer {
  return { kind: 'keyed', words, then };
}

/** What the placeholders of options and arguments of some commands stand for. One that is not here has nothing to offer. */
export function vocabulary(commands: readonly Command[]): Vocabulary {
  const files: Offer = { kind: 'files' };
  const ruleWords = rules.map(({ id, summary }) => [id, summary] as const);
  const sections = sectionNames().map((name) => [name, 'section'] as const);
  const named = [
    ...ruleWords,
    ...directiveNames().map((name) => [name, notesOfDirective(name)?.summary ?? ''] as const),
    ...sections,
    ...explainedWords(),
    ...providers().map(({ id, name }) => [id, `provider: ${name}`] as const),
  ];
  const settings = directives()
    .filter(({ scopes }) => scopes.includes('domain'))
    .map(({ name }) => [name, notesOfDirective(name)?.summary ?? ''] as const);
  const levels = offerOf([...SEVERITIES, 'off'].map((level) => [level, '']));
  const domains = providers().flatMap(({ name, domains: all = [], majorDomains = all.slice(0, 1) }) =>
    majorDomains.map((domain) => [domain, name] as const),
  );
  return new Map<string, Offer>([
    ...['paths', 'config', 'old-config', 'new-config', 'file', 'replies'].map(
      (name) => [name, files] as const,
    ),
    ['dir', { kind: 'folders' }],
    ['format=path', keyed(offerOf(FORMATS.map((format) => [format, ''])), files)],
    ['rule', offerOf(ruleWords)],
    ['id=level', keyed(offerOf(ruleWords), levels)],
    ['category', offerOf(rules.map(({ category }) => [category, '']))],
    ['section', offerOf(sections)],
    ['domain', offerOf(domains)],
    ['help command', offerOf(commands.map((one) => [one.name(), one.description()]))],
    ['explain name', { ...offerOf(named), alsoFiles: true }],
    ['effective names', { ...offerOf(settings), alsoFiles: true }],
  ]);
}
