import { type DirectiveUse, findDirective, isToBeFilledIn, type Model, type SectionUse } from '../../kit.ts';

/** A `domain-key` line taken apart. */
export interface SigningKey {
  readonly use: DirectiveUse;
  readonly selector: string;
  /** In lower case; `*` for all. */
  readonly domain: string;
  /** The domains it is for, macros expanded, in any case; `*` for all. */
  readonly domains: readonly string[];
  readonly path: string;
}

/** A key that signs nothing, for an earlier one takes all mail that it could sign. */
export interface BeatenKey {
  readonly key: SigningKey;
  readonly by: SigningKey;
  /** What the earlier one is for: all domains, a parent domain, or the same one. */
  readonly how: 'all' | 'parent' | 'same';
}

function keyOf(model: Model, use: DirectiveUse): SigningKey | null {
  const { verdict } = use;
  if (use.broken || verdict?.ok !== true || verdict.value.kind !== 'composite') return null;
  const [selector = '', domain = '', path = ''] = verdict.value.args.map(({ text }) => text);
  // `{domain}` stands for whatever domain has a key in the vault.
  if (domain.includes('{') || (!domain.includes('$') && isToBeFilledIn(domain))) return null;
  const folded = domain.toLowerCase().replace(/\.$/, '');
  const { names, undefinedMacros, usesMacro } = model.macros.expand(domain);
  if (usesMacro && (undefinedMacros.length > 0 || names.length === 0)) return null;
  return {
    use,
    selector,
    domain: folded,
    domains: usesMacro ? names : [folded],
    path,
  };
}

/** The domains above a domain, nearest first. */
function parentsOf(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(1).map((_, at) => labels.slice(at + 1).join('.'));
}

/** The earlier keys of one scope, by what they are for. Those with macros are left out: a literal domain comes before them. */
class EarlierKeys {
  readonly #byDomain = new Map<string, SigningKey>();

  add(key: SigningKey): void {
    if (key.domain.includes('$') || this.#byDomain.has(key.domain)) return;
    this.#byDomain.set(key.domain, key);
  }

  /** What takes the mail of one domain. */
  #over(domain: string): Omit<BeatenKey, 'key'> | undefined {
    const all = this.#byDomain.get('*');
    if (all !== undefined) return { by: all, how: domain === '*' ? 'same' : 'all' };
    const same = this.#byDomain.get(domain);
    if (same !== undefined) return { by: same, how: 'same' };
    const parent = parentsOf(domain).find((name) => this.#byDomain.has(name));
    const by = parent === undefined ? undefined : this.#byDomain.get(parent);
    return by === undefined ? undefined : { by, how: 'parent' };
  }

  /** What takes the mail of all domains of a key; undefined where mail is left to it. */
  over(key: SigningKey): Omit<BeatenKey, 'key'> | undefined {
    let found: Omit<BeatenKey, 'key'> | undefined;
    for (const domain of key.domains) {
      const over = this.#over(domain.toLowerCase());
      if (over === undefined) return undefined;
      found ??= over;
    }
    return found;
  }
}

const SCOPES = findDirective('domain-key')?.scopes ?? [];

/** Sections whose keys are looked through together, in reading order: VMTAs and pools of one name are one. */
function scopeKey({ kind, argument, order }: SectionUse): string {
  return kind === 'global' ? 'global' : `${kind} ${(argument ?? `#${order}`).toLowerCase()}`;
}

/**
 * The keys that can sign no mail: keys are tried in the order of their lines, and the first one for the domain or a
 * domain above it is taken. A repeated line is none, for it changes nothing.
 */
export function beatenKeys(model: Model): BeatenKey[] {
  const scopes = new Map<string, EarlierKeys>();
  return model.named('domain-key').flatMap((use) => {
    const key = SCOPES.includes(use.section.scope) ? keyOf(model, use) : null;
    if (key === null) return [];
    const scope = scopeKey(use.section);
    const earlier = scopes.get(scope) ?? new EarlierKeys();
    scopes.set(scope, earlier);
    const over = earlier.over(key);
    earlier.add(key);
    if (over === undefined) return [];
    const isRepeat = over.by.selector === key.selector && over.by.path === key.path && over.how === 'same';
    return isRepeat ? [] : [{ key, ...over }];
  });
}
