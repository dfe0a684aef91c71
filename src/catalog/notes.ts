import directiveText from './data/directive-notes.json?raw';
import providerText from './data/provider-notes.json?raw';
import replyText from './data/reply-notes.json?raw';
import sectionText from './data/section-notes.json?raw';
import sourceText from './data/sources.json?raw';
import wordText from './data/word-notes.json?raw';
import type { Confidence } from './directives.ts';
import { indexBy } from './table.ts';

// Load this module with a dynamic import: only explanations need it.

/** Notes on a directive. */
export interface DirectiveNotes {
  readonly name: string;
  readonly summary: string;
  readonly notes?: string;
  /** What the default cannot say as one value. */
  readonly defaultNote?: string;
  readonly deprecatedNote?: string;
  readonly since?: string;
  readonly removed?: string;
  /** By the name of the argument. */
  readonly args?: Readonly<Record<string, string>>;
  /** What differs in a scope. */
  readonly scopes?: Readonly<Record<string, { readonly summary?: string; readonly defaultNote?: string }>>;
  /** `guide2020 §…`, `guide2019 §…` (the 5.0 guides), `github:owner/repo`. */
  readonly evidence?: readonly string[];
  readonly confidence: Confidence;
}

/** Notes on a section. */
export interface SectionNotes {
  readonly name: string;
  readonly argument?: string;
  /** Of a list with its own grammar, one production a line. */
  readonly grammar?: readonly string[];
  readonly constraints?: readonly string[];
  readonly notes?: readonly string[];
  readonly content?: string;
  readonly duplicates?: string;
  readonly order?: string;
  readonly nameSpace?: string;
  readonly actions?: Readonly<Record<string, string>>;
  readonly deprecatedNote?: string;
  readonly since?: string;
  readonly evidence?: readonly string[];
  readonly confidence: Confidence;
}

/** One figure of a provider and where it comes from (`source` is an id for `findSource`). */
export interface Figure {
  readonly value?: number | string | readonly number[];
  readonly kind: string;
  readonly source: string;
  readonly asOf?: string;
  readonly state?: string;
  readonly note?: string;
}

/** Notes on a mailbox provider. */
export interface ProviderNotes {
  readonly id: string;
  readonly notes?: readonly string[];
  /** Why its large domains are those that they are; for those who change them. */
  readonly majorDomainsNote?: string;
  readonly limits?: Readonly<
    Record<string, { readonly basis?: string; readonly note?: string; readonly figures?: readonly Figure[] }>
  >;
  readonly requiresTls?: {
    readonly kind: string;
    readonly note?: string;
    readonly sources?: readonly string[];
  };
  /** Whether smtp-421-means-mx-unavailable suits the provider. */
  readonly smtp421?: {
    readonly advice: string;
    readonly rationale: string;
    readonly sources?: readonly string[];
  };
  readonly bulkRules?: Readonly<Record<string, unknown>>;
  readonly sources?: readonly string[];
}

/** Notes on an SMTP reply. */
export interface ReplyNotes {
  readonly id: string;
  /** The example is the provider's own text, was observed, or was put together from its description. */
  readonly exampleKind: 'published' | 'observed' | 'composed';
  readonly note?: string;
  readonly sources?: readonly string[];
}

/** Notes on a word that follows a pattern. */
export interface WordNotes {
  readonly kind: 'action' | 'bounce category';
  /** Of an action whose values are words: `name=value`. */
  readonly name: string;
  readonly summary: string;
}

/** A publication that figures and replies come from. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly where: string;
}

const parsed = <Row>(json: string, keyOf: (row: Row) => string): (() => ReadonlyMap<string, Row>) =>
  indexBy(() => JSON.parse(json) as readonly Row[], keyOf);

const directiveNotes = parsed<DirectiveNotes>(directiveText, ({ name }) => name);
const sectionNotes = parsed<SectionNotes>(sectionText, ({ name }) => name);
const providerNotes = parsed<ProviderNotes>(providerText, ({ id }) => id);
const replyNotes = parsed<ReplyNotes>(replyText, ({ id }) => id);
const wordNotes = parsed<WordNotes>(wordText, ({ kind, name }) => `${kind} ${name}`);
const sources = parsed<Source>(sourceText, ({ id }) => id);

/** Notes on a directive, by its name. */
export function notesOfDirective(name: string): DirectiveNotes | undefined {
  return directiveNotes().get(name.toLowerCase());
}

/** Notes on a section, by its name. */
export function notesOfSection(name: string): SectionNotes | undefined {
  return sectionNotes().get(name.toLowerCase());
}

/** Notes on a mailbox provider, by its id. */
export function notesOfProvider(id: string): ProviderNotes | undefined {
  return providerNotes().get(id);
}

/** Notes on an SMTP reply, by its id. */
export function notesOfReply(id: string): ReplyNotes | undefined {
  return replyNotes().get(id);
}

/** Notes on an action of an smtp-pattern-list, or on a bounce category, in lower case. */
export function notesOfWord(kind: WordNotes['kind'], name: string): WordNotes | undefined {
  return wordNotes().get(`${kind} ${name}`);
}

/** A source, by its id. */
export function findSource(id: string): Source | undefined {
  return sources().get(id.toLowerCase());
}
