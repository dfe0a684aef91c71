import text from './data/directives.json?raw';
import { memoize } from '../base/collections.ts';
import { indexBy, once } from './table.ts';

/** The kinds of value that a directive or one of its arguments can take. */
// prettier-ignore
export type ValueType =
  | 'acct-field-list' | 'acct-record-list' | 'boolean' | 'cidr' | 'cidr-port' | 'composite'
  | 'daily-rate-list' | 'data-volume-rate' | 'domain-list' | 'domain-name' | 'domain-pattern' | 'email'
  | 'email-list' | 'enum' | 'header-list' | 'header-name' | 'host-port' | 'hostname' | 'integer'
  | 'interval' | 'interval-list' | 'ip' | 'ip-port' | 'name-ref' | 'name-ref-list' | 'path' | 'path-or-url'
  | 'pattern-result' | 'port' | 'queue-filter-list' | 'rate' | 'regex-pattern' | 'size' | 'smtp-action-list'
  | 'smtp-host-list' | 'string' | 'union' | 'unknown' | 'url';

/** What a name in a value stands for. */
// prettier-ignore
export type ReferenceKind =
  | 'address-list' | 'pattern-list' | 'proxy' | 'queue' | 'rewrite-list' | 'signals-filter'
  | 'smtp-pattern-list' | 'source' | 'source-group' | 'virtual-mta' | 'virtual-mta-or-pool';

/** How well a fact is known: from the official guide, a sample that shipped with PowerMTA, use on servers, or hearsay. */
export type Confidence = 'guide' | 'shipped-sample' | 'real-configs' | 'uncertain';

/** A respelling that means the same by the guide. `value` is `same`, or old `->` new; it is right only `when`. */
export interface Replacement {
  readonly to: string;
  readonly value: string;
  readonly when?: string;
}

/** A name that should no longer be used. */
export interface Deprecation {
  /** What to use instead, in words; absent where nothing replaces it. */
  readonly by?: string;
  /** Only where old and new line mean the same. */
  readonly oneForOne?: Replacement;
}

/** What decides whether a value, or one argument of it, is valid. */
export interface ValueFacts {
  readonly type: ValueType;
  /** The members of a `union`. */
  readonly anyOf?: readonly ValueType[];
  /** Valid words: all of an `enum`, the extra ones of other types. */
  readonly values?: readonly string[];
  /** `values` is not the whole list. */
  readonly openValues?: true;
  readonly acceptsBoolean?: true;
  /** Regular expression for a `string`. */
  readonly pattern?: string;
  /** Documented bounds; text where the value has a unit (`10m`, `50K`). */
  readonly min?: number | string;
  readonly max?: number | string;
  readonly maxItems?: number;
  readonly unitsAllowed?: readonly string[];
  readonly refKind?: ReferenceKind;
  readonly noLimit?: readonly string[];
}

/** One positional argument of a `composite` value. */
export interface Argument extends ValueFacts {
  readonly name: string;
  readonly optional?: true;
  /** Written as this prefix and the value, e.g. `source=`. */
  readonly key?: string;
  /** A secret: never to be printed. */
  readonly sensitive?: true;
}

/**
 * Which change of a value is conservative: smaller, longer, that boolean, or further right in the list (loosest
 * first). Absent: no change is.
 */
export type Stricter = 'lower' | 'higher' | 'true' | 'false' | readonly string[];

/** What is known of a directive in one scope. */
export interface DirectiveFacts extends ValueFacts {
  readonly args?: readonly Argument[];
  readonly argSeparator?: 'comma';
  /** A valid value; absent: none, unknown, or not one value. */
  readonly default?: string;
  /** The directive whose effective value counts where this one is not set. */
  readonly defaultFrom?: string;
  readonly defaultByVersion?: Readonly<Record<string, string>>;
  readonly stricter?: Stricter;
  /** The value, or one argument, is a secret. */
  readonly sensitive?: true;
  /** Required in its section; a text says when. */
  readonly required?: true | string;
  /** Documented as a list (true) or as single (false); absent: the guide is silent. */
  readonly repeatable?: boolean;
  /** The unit of a bare number. */
  readonly unit?: string;
  /** `""` is documented to clear the inherited value. */
  readonly allowEmptyReset?: true;
  /** `$macro` is documented in the value. */
  readonly macroExpansion?: true;
}

/** A directive, with the facts of most of its scopes; `factsIn` gives those of one scope. */
export interface Directive extends DirectiveFacts {
  readonly name: string;
  /** Where it is allowed: `global` or a section's name. */
  readonly scopes: readonly string[];
  /** Where it is not documented but plausible: never an error there. */
  readonly scopesUncertain?: readonly string[];
  readonly aliases?: readonly string[];
  readonly deprecated?: Deprecation;
  /** First and first-not-any-more version; only where it is sure. */
  readonly since?: string;
  readonly removed?: string;
  /** A reload does not apply it; a text says what does or when. */
  readonly restartRequired?: true | string;
  /** E.g. `type pipe`: without it the directive has no effect. */
  readonly appliesWhen?: string;
  readonly conflictsWith?: readonly string[];
  /** A line of a list with a grammar of its own. */
  readonly miniLanguage?: true;
  /** Absent: the official guide. */
  readonly confidence?: Exclude<Confidence, 'guide'>;
  /** What differs in a scope; null takes a fact back. */
  readonly perScope?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** All directives, by name. */
export const directives = once(() => JSON.parse(text) as readonly Directive[]);

const byName = indexBy(directives, ({ name }) => name);

const byAlias = once(() => {
  const pairs = directives().flatMap((facts) => facts.aliases?.map((alias) => [alias, facts] as const) ?? []);
  return new Map(pairs.map(([alias, facts]) => [alias.toLowerCase(), facts]));
});

/** Whether facts have a member, also those of one scope or of an argument. */
function haveMember(facts: Directive, member: 'required' | 'sensitive'): boolean {
  const parts = [facts, ...Object.values(facts.perScope ?? {}), ...(facts.args ?? [])];
  return parts.some((part) => member in part);
}

/** The directives that are required somewhere, or in some scope. */
export const requiredDirectives = once(() => directives().filter((facts) => haveMember(facts, 'required')));

/** The directive of that name, in any case; an alias gives its directive. */
export function findDirective(name: string): Directive | undefined {
  const folded = name.toLowerCase();
  return byName().get(folded) ?? byAlias().get(folded);
}

/** The names of all directives, in order, lower case. */
export const directiveNames: () => readonly string[] = once(() => [...byName().keys()]);

/** Whether a scope (`global` or a section's name) allows a directive; `uncertain`: plausible, but not documented. */
export function allowsIn(directive: Directive, scope: string): 'yes' | 'uncertain' | 'no' {
  if (directive.scopes.includes(scope)) return 'yes';
  return directive.scopesUncertain?.includes(scope) ? 'uncertain' : 'no';
}

/** The facts in each scope in which some differ. */
const factsByScope = memoize(
  (directive: Directive): ReadonlyMap<string, Directive> =>
    new Map(
      Object.entries(directive.perScope ?? {}).map(([scope, differences]) => {
        const merged: Record<string, unknown> = { ...directive, ...differences };
        const kept = Object.entries(merged).filter(([, fact]) => fact !== null && fact !== false);
        return [scope, Object.fromEntries(kept) as unknown as Directive];
      }),
    ),
);

/** The directive with the facts of one scope laid over the general ones. The same object for the same question. */
export function factsIn(directive: Directive, scope: string): Directive {
  return directive.perScope === undefined ? directive : (factsByScope(directive).get(scope) ?? directive);
}

/** The names of directives whose value is or contains a secret in some scope. */
export const secretNames = once(() =>
  directives()
    .filter((facts) => haveMember(facts, 'sensitive'))
    .map(({ name }) => name),
);

const secretNameSet = once(() => new Set(secretNames()));

/**
 * Whether a value of the directive is or contains a secret, in any scope: a password is one in the wrong section too, and
 * where only the path of a certificate is allowed.
 */
export function isSensitive(directive: Directive): boolean {
  return secretNameSet().has(directive.name);
}

/** How well the directive is known. */
export function confidenceIn(directive: Directive): Confidence {
  return directive.confidence ?? 'guide';
}
