import type { LinePlace, MeaningKind, Remedy } from '../shapes.ts';

/** A setting in force and where it was said. */
export interface ShownSetting {
  readonly directive: string;
  /** Without quotes; null where no default is known. */
  readonly value: string | null;
  /** Null for a default. */
  readonly place: LinePlace | null;
  readonly scope: 'vmta' | 'pool' | 'global' | 'default';
  /** The argument of the `<domain>` tag as written; null for a default. */
  readonly pattern: string | null;
}

/** The smtp-pattern-list in force, and why it is. */
export interface ShownList {
  /** Null where none is in force. */
  readonly name: string | null;
  readonly setting: ShownSetting;
  readonly beat: readonly (LinePlace & {
    readonly value: string;
    readonly pattern: string;
    readonly reason: string;
  })[];
  /** Its tags; empty where no list of the name is defined. */
  readonly tags: readonly LinePlace[];
  readonly rules: number;
  /** Lines that PowerMTA does not take, and that count for nothing here. */
  readonly brokenLines: number;
}

/** A rule of the list that matches. */
export interface ShownMatch extends LinePlace {
  /** What stands between the slashes. */
  readonly pattern: string;
  readonly actions: readonly string[];
  /** Whether any of its actions is taken. */
  readonly decides: boolean;
  /** Actions that are not taken, each with why, as a sentence part. */
  readonly untaken: readonly { readonly action: string; readonly reason: string }[];
}

/** A rule of which it is not known whether it matches. */
export interface ShownUndecided extends LinePlace {
  readonly pattern: string;
  readonly actions: readonly string[];
  /** As in "a look-around". */
  readonly reason: string;
}

/** A way out of backoff, or back for an address. */
export type ShownExit =
  | { readonly kind: 'rule'; readonly after: string }
  | { readonly kind: 'time' | 'delivery'; readonly setting: ShownSetting }
  | ({ readonly kind: 'reply'; readonly pattern: string } & LinePlace);

/** Something that PowerMTA does. */
export type ShownEffect =
  | {
      readonly kind: 'enters-backoff';
      readonly slowing: readonly { readonly normal: ShownSetting; readonly backoff: ShownSetting }[];
      readonly reroute: ShownSetting | null;
      readonly notify: ShownSetting | null;
      readonly exits: readonly ShownExit[];
    }
  | { readonly kind: 'leaves-backoff' | 'skips-mx' | 'bounces-queue' }
  | { readonly kind: 'bounces-rcpt'; readonly isDeferral: boolean }
  | {
      readonly kind: 'disables-address';
      readonly addresses: number;
      readonly exit: ShownExit | null;
      readonly backoffWhenAll: boolean;
    }
  | { readonly kind: 'defers-queue'; readonly retry: ShownSetting }
  | { readonly kind: 'next-mx' | 'greeting'; readonly setting: ShownSetting };

/** What becomes of the message. */
export type ShownOutcome =
  | {
      readonly kind: 'retried';
      readonly recipients: ShownSetting;
      readonly queue: ShownSetting;
      readonly expires: ShownSetting;
      readonly isHeld: boolean;
    }
  | { readonly kind: 'bounced'; readonly by: 'reply' | 'bounce-queue' }
  | { readonly kind: 'bounced-at-rcpt' | 'accepted' | 'unknown' };

/** The bounce category. `name` is null where it is not known; `reason` says why, or what decides. */
export interface ShownCategory {
  readonly name: string | null;
  readonly place: LinePlace | null;
  readonly pattern: string | null;
  /** Whether the name is one that PowerMTA has of itself, whose sense is known. */
  readonly isBuiltIn: boolean;
  readonly reason: 'pattern' | 'no-list' | 'no-match' | 'undecided';
}

/** What the catalog knows of a reply. */
export interface ShownMeaning {
  /** The catalog's id of the reply. */
  readonly reply: string;
  /** The name of the provider; null for wording of widespread software, or of several providers. */
  readonly provider: string | null;
  /** Whether it is the provider of the domain, and not one that may receive for it. */
  readonly isOwn: boolean;
  readonly kind: MeaningKind;
  readonly remedy: Remedy;
  readonly note: string | null;
}

/** What to write where nothing matches. */
export type ShownAddition =
  | { readonly kind: 'rule'; readonly line: string; readonly isKnown: boolean }
  | { readonly kind: 'none'; readonly because: 'retry' | 'bounce' | 'mailbox' | 'accepted' }
  | { readonly kind: 'too-little' };

/** What decides about a reply, apart from the queue it was given in. */
export interface ShownDecision {
  readonly matches: readonly ShownMatch[];
  readonly undecided: readonly ShownUndecided[];
  readonly actions: readonly string[];
  readonly mode: 'normal' | 'backoff' | 'unchanged';
  readonly effects: readonly ShownEffect[];
  readonly outcome: ShownOutcome;
  /** Null for a reply that does not bounce. */
  readonly category: ShownCategory | null;
  readonly meaning: ShownMeaning | null;
  /** Whether a reply that is not known reads as if it were about one mailbox. */
  readonly readsAsMailbox: boolean;
  /** dkim-sign and use-starttls of the queue; null where the reply does not ask for them. */
  readonly signs: ShownSetting | null;
  readonly encrypts: ShownSetting | null;
  /** Null where a pattern matches. */
  readonly addition: ShownAddition | null;
}

/** What becomes of one reply in one queue. */
export interface ShownReply extends ShownDecision {
  readonly domain: string;
  readonly vmta: string | null;
  readonly queue: string;
  /** Why mail of the domain waits in a queue of another name; null where it does not. */
  readonly via: 'queue-to' | 'rollup' | null;
  /** False where an include could not be read. */
  readonly complete: boolean;
  readonly reply: string;
  /** The basic code; null where the reply begins with none. */
  readonly code: number | null;
  readonly list: ShownList;
}
