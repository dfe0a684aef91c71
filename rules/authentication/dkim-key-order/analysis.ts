import { findDirective, getOrMake, hasPlaceholder } from '../../kit.ts';
import type { DirectiveUse, Model, SectionUse } from '../../kit.ts';

/** A `domain-key` line taken apart. */
interface SigningKey {
  readonly use: DirectiveUse;
  readonly selector: string;
  /** In lower case; `*` for all. */
  readonly domain: string;
  /** The domains it is for, macros expanded, in any case; `*` for all. */
  readonly domains: readonly string[];
  readonly path: string;
}

interface Earlier {
  readonly earlier: SigningKey;
  /** Whether the earlier key is for all domains, a parent domain, or the same one. */
  readonly how: 'afterAll' | 'afterParent' | 'afterSame';
}

/** A key that never signs, since an earlier one takes all mail that it could sign. */
export interface UnusedKey extends Earlier {
  readonly key: SigningKey;
}

function keyOf(model: Model, use: DirectiveUse): SigningKey | null {
  const { verdict } = use;
  if (use.broken || verdict?.ok !== true || verdict.value.kind !== 'composite') return null;
  const [selector = '', domain = '', path = ''] = verdict.value.args.map(({ text }) => text);
  // `{domain}` is any domain that has a key in the vault.
  if (domain.includes('{') || hasPlaceholder(domain, true)) return null;
  const folded = domain.toLowerCase().replace(/\.$/, '');
  const { names, undefinedMacros, usesMacro } = model.macros.expand(domain);
  if (usesMacro && (undefinedMacros.length > 0 || names.length === 0)) return null;
  return { use, selector, domain: folded, domains: usesMacro ? names : [folded], path };
}

/** The key that takes the mail of a domain, out of keys by domain: the one for all, its own, or that of a parent. */
function earlierKeyFor(keys: ReadonlyMap<string, SigningKey>, domain: string): Earlier | undefined {
  const all = keys.get('*');
  if (all !== undefined) return { earlier: all, how: domain === '*' ? 'afterSame' : 'afterAll' };
  const labels = domain.split('.');
  for (let at = 0; at < labels.length; at++) {
    const earlier = keys.get(labels.slice(at).join('.'));
    if (earlier !== undefined) return { earlier, how: at === 0 ? 'afterSame' : 'afterParent' };
  }
  return undefined;
}

const SCOPES = findDirective('domain-key')?.scopes ?? [];

/** The same for sections whose keys are tried together: VMTAs and pools of one name are one. */
function scopeKey({ kind, argument, order }: SectionUse): string {
  return kind === 'global' ? 'global' : `${kind} ${(argument ?? `#${order}`).toLowerCase()}`;
}

/**
 * The keys that can sign no mail: keys are tried in the order of their lines, and the first one for the domain or a
 * domain above it is used. A repeated line is not reported, since it changes nothing.
 */
export function unusedKeys(model: Model): UnusedKey[] {
  const scopes = new Map<string, Map<string, SigningKey>>();
  return model.named('domain-key').flatMap((use) => {
    const key = SCOPES.includes(use.section.scope) ? keyOf(model, use) : null;
    if (key === null) return [];
    const keys = getOrMake(scopes, scopeKey(use.section), () => new Map<string, SigningKey>());
    let first: Earlier | undefined;
    const isCovered = key.domains.every((domain) => {
      const earlier = earlierKeyFor(keys, domain.toLowerCase());
      first ??= earlier;
      return earlier !== undefined;
    });
    // A literal domain comes before a macro, so a key for a macro takes no mail from later ones.
    if (!key.domain.includes('$')) getOrMake(keys, key.domain, () => key);
    if (!isCovered || first === undefined) return [];
    const { earlier, how } = first;
    const isRepeat = how === 'afterSame' && earlier.selector === key.selector && earlier.path === key.path;
    return isRepeat ? [] : [{ key, earlier, how }];
  });
}
