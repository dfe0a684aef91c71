/** A range of the text of the value as written: offsets from its first character. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
}

/** The addresses from `first` to `last`, as numbers. */
export interface CidrRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** The length of the prefix: 32 or 128 for a single address. */
  readonly prefix: number;
}

/** One destination in smtp-hosts. */
export interface MailHost {
  /** A host that is contacted itself, an address, or a domain whose MX records are asked for. */
  readonly kind: 'host' | 'address' | 'lookup-mx';
  /** The name, domain or address, without brackets, in lower case. */
  readonly name: string;
  readonly port: number | undefined;
}

/** One condition of a queue-filter. */
export interface QueueFilter {
  /** Queues that match are left out. */
  readonly exclude: boolean;
  readonly domain: string;
  /** `*` for any; `{default}` where none is written. */
  readonly virtualMta: string;
}

/** One action or result of a rule in a pattern list. */
export interface Action {
  /** In lower case, without its value. */
  readonly name: string;
  /** After `=` (or `:`), as written. */
  readonly value: string | undefined;
  /** Of an interval. */
  readonly seconds?: number;
  readonly at: ValueRange;
}

/** An argument of a composite value, by its name in the catalog. */
export interface ArgumentValue {
  readonly name: string;
  readonly value: Value;
  /** Without quotes and without the key. */
  readonly text: string;
  readonly at: ValueRange;
}

/** What a valid value means. */
export type Value =
  /** Not to be checked: a placeholder of a template, or a value whose form is not documented. */
  | { readonly kind: 'opaque'; readonly text: string }
  /** `""`. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: number }
  /** A word of the list, in lower case. */
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'interval'; readonly seconds: number }
  | { readonly kind: 'intervals'; readonly seconds: readonly number[] }
  /** `count` in `perSeconds`; without a limit `count` is infinite and `perSeconds` 1. Bytes for a volume. */
  | {
      readonly kind: 'rate';
      readonly count: number;
      readonly perSeconds: number;
      readonly unit: 'items' | 'bytes';
    }
  /** Per day, the last going on. */
  | { readonly kind: 'daily-rates'; readonly counts: readonly number[] }
  | { readonly kind: 'size'; readonly bytes: number }
  | { readonly kind: 'cidr'; readonly range: CidrRange }
  | { readonly kind: 'listen'; readonly range: CidrRange; readonly port: number }
  | { readonly kind: 'host-port'; readonly host: string; readonly port: number | undefined }
  /** Levels of preference, best first. */
  | { readonly kind: 'hosts'; readonly levels: readonly (readonly MailHost[])[] }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'actions'; readonly actions: readonly Action[] }
  | { readonly kind: 'queue-filters'; readonly filters: readonly QueueFilter[] }
  /** Items between commas, without blanks around them. */
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly ignoreCase: boolean }
  /** A name of the DNS, of a header or of a list, as written. */
  | { readonly kind: 'name'; readonly name: string; readonly ignoreCase: boolean }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'composite'; readonly args: readonly ArgumentValue[] };

/** Why a value is not valid. */
export interface BadValue {
  readonly ok: false;
  readonly severity: 'error' | 'warning';
  /** Part of a sentence, without a full stop: `'5/h30' is not a rate`. */
  readonly reason: string;
  /** The valid form, short. */
  readonly expected: string;
  /** What to write for the range `at`; only where it means the same for certain. */
  readonly suggestion?: string;
  readonly at: ValueRange;
  /** The value, or an argument of it, is not there at all. */
  readonly missing?: true;
}

/** The outcome of judging a value. */
export type ValueResult = { readonly ok: true; readonly value: Value } | BadValue;
