/*
 * A second, slow way to find effective settings, written apart from the model: it walks over lines of text, keeps every
 * setting as an entry, and sorts them anew for each question. Knows only what generated configurations use.
 */

/** A line that sets something, or an opening tag (named `<kind>`), where it is. */
export interface SlowEntry {
  readonly file: string;
  readonly line: number;
  readonly order: number;
  readonly name: string;
  readonly value: string;
  /** The sections around it, outermost first. */
  readonly around: readonly { readonly kind: string; readonly argument: string }[];
}

/** The effective value, in the words of the test. */
export interface SlowSetting {
  readonly value: string | null;
  readonly scope: 'vmta' | 'pool' | 'global' | 'default';
  readonly pattern: string | null;
  /** `file:line` of all lines that hold. */
  readonly from: readonly string[];
  /** `file:line scope` of all that lost, the strongest first. */
  readonly overrides: readonly string[];
}

const KNOWN_AS_LINES =
  /^(?:domain-macro|include|max-|smtp-|queue-to|bcc-|bounce-|source-ip|route|host-name|postmaster|virtual-mta)/i;
const LISTS = new Set(['source-ip-max-smtp-out']);

function withoutComment(line: string): string {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    // A quote that never closes protects nothing.
    if (line[at] === '"') quoted = quoted ? false : line.includes('"', at + 1);
    else if (line[at] === '#' && !quoted) return line.slice(0, at).trim();
  }
  return line.trim();
}

function namedToday(name: string, value: string): [string, string] {
  const plain = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  if (name === 'route') return ['smtp-hosts', plain];
  if (name === 'max-msg-per-hour') return ['max-msg-rate', `${plain}/h`];
  if (name === 'max-msg-rate') return [name, plain.replace(/\/hour$/, '/h')];
  return [name, plain];
}

/** All entries of a configuration, includes followed. */
export function slowEntries(files: Readonly<Record<string, string>>): SlowEntry[] {
  const entries: SlowEntry[] = [];
  const walk = (file: string, around: SlowEntry['around']): void => {
    const lines = (files[file] ?? '').replace(/^\uFEFF/, '').split(/\r?\n/);
    let stack = [...around];
    for (let at = 0; at < lines.length; at++) {
      const line = at + 1;
      let content = withoutComment(lines[at] ?? '');
      if (content === '') continue;
      const tag = /^<(\/?)([a-z-]+)\s*(.*)>$/i.exec(content);
      if (tag !== null) {
        const [, closes, kind = '', argument = ''] = tag;
        if (closes !== '/') {
          entries.push({
            file,
            line,
            order: entries.length,
            name: `<${kind}>`,
            value: argument,
            around: stack,
          });
        }
        stack = closes === '/' ? stack.slice(0, -1) : [...stack, { kind, argument }];
        continue;
      }
      if (content.endsWith(',')) {
        const next = withoutComment(lines[at + 1] ?? '');
        if (next !== '' && !next.startsWith('<') && !KNOWN_AS_LINES.test(next)) {
          content += ` ${next}`;
          at++;
        }
      }
      const [, word = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(content) ?? [];
      if (rest === '' || (rest.startsWith('"') && !rest.endsWith('"')) || rest === '"') continue;
      const [name, value] = namedToday(word.toLowerCase(), rest);
      entries.push({ file, line, order: entries.length, name, value, around: stack });
      if (name === 'include') walk(value, stack);
    }
  };
  walk('config', []);
  return entries;
}

function meaningOfMacro(entries: readonly SlowEntry[], name: string): string[] | null {
  const lines = entries.filter(
    (entry) =>
      entry.name === 'domain-macro' && entry.around.length === 0 && entry.value.split(/\s/)[0] === name,
  );
  const last = lines.at(-1);
  if (last === undefined) return null;
  const items = last.value.slice(name.length).split(',');
  const expanded = items.map((item) => expand(entries, item.trim()));
  return expanded.some((names) => names === null) ? null : expanded.flatMap((names) => names ?? []);
}

/** The names that a text with macros stands for; null where a macro is not defined. */
function expand(entries: readonly SlowEntry[], text: string): string[] | null {
  const found = /\$([A-Za-z0-9_]+)/.exec(text);
  if (found === null) return [text];
  const items = meaningOfMacro(entries, found[1] ?? '');
  if (items === null) return null;
  const all = items.map((item) =>
    expand(
      entries,
      text.replace(found[0], () => item),
    ),
  );
  return all.some((names) => names === null) ? null : all.flatMap((names) => names ?? []);
}

/** How closely a pattern fits: labels that it names, whole names above all; null where it does not match. */
function fitOf(pattern: string, domain: string): { labels: number; rank: number } | null {
  const name = pattern.toLowerCase();
  if (name === '*') return { labels: 0, rank: 2 };
  const below = (suffix: string): boolean => domain.endsWith(`.${suffix}`);
  const wildcard = /^(\*\.|\[\*\.\])(.*)$/.exec(name);
  if (wildcard === null) return name === domain ? { labels: 1000, rank: 0 } : null;
  const [, form, suffix = ''] = wildcard;
  const fits = below(suffix) || (form === '[*.]' && suffix === domain);
  return fits ? { labels: suffix.split('.').length, rank: form === '*.' ? 0 : 1 } : null;
}

interface Contender {
  readonly entry: SlowEntry;
  readonly scope: 'vmta' | 'pool' | 'global';
  readonly key: readonly number[];
}

const SCOPES = ['vmta', 'pool', 'global'] as const;

/** The first pool with the VMTA in it that holds a `<domain>`, were it empty. */
function poolThatCounts(entries: readonly SlowEntry[], vmta: string): string | null {
  const inPool = (pool: string, name: string): SlowEntry[] =>
    entries.filter(
      (entry) =>
        entry.name === name &&
        entry.around.length === 1 &&
        entry.around[0]?.kind === 'virtual-mta-pool' &&
        entry.around[0].argument.toLowerCase() === pool,
    );
  const pools = entries
    .filter((entry) => entry.name === '<virtual-mta-pool>')
    .map((entry) => entry.value.toLowerCase());
  const counts = pools.find(
    (pool) =>
      inPool(pool, 'virtual-mta').some((member) => member.value.toLowerCase() === vmta) &&
      inPool(pool, '<domain>').length > 0,
  );
  return counts ?? null;
}

function contendersFor(
  entries: readonly SlowEntry[],
  name: string,
  domain: string,
  vmta: string,
): Contender[] {
  const pool = poolThatCounts(entries, vmta);
  const found: Contender[] = [];
  for (const entry of entries.filter((one) => one.name === name && one.around.at(-1)?.kind === 'domain')) {
    const outer = entry.around.length > 1 ? entry.around[0] : undefined;
    const owner = outer?.argument.toLowerCase();
    const scope = outer === undefined ? 'global' : outer.kind === 'virtual-mta' ? 'vmta' : 'pool';
    if ((scope === 'vmta' && owner !== vmta) || (scope === 'pool' && owner !== pool)) continue;
    const argument = entry.around.at(-1)?.argument ?? '';
    const viaMacro = argument.includes('$') ? 1 : 0;
    const fits = (expand(entries, argument) ?? []).flatMap((pattern) => fitOf(pattern, domain) ?? []);
    const [best] = fits.sort((a, b) => b.labels - a.labels || a.rank - b.rank);
    if (best === undefined) continue;
    found.push({
      entry,
      scope,
      key: [SCOPES.indexOf(scope), -best.labels, best.rank, viaMacro, -entry.order],
    });
  }
  return found.sort((a, b) => {
    const at = a.key.findIndex((part, index) => part !== b.key[index]);
    return (a.key[at] ?? 0) - (b.key[at] ?? 0);
  });
}

function slowOwn(entries: readonly SlowEntry[], name: string, domain: string, vmta: string): SlowSetting {
  const contenders = contendersFor(entries, name, domain, vmta);
  const [first] = contenders;
  if (first === undefined) return { value: null, scope: 'default', pattern: null, from: [], overrides: [] };
  const level = (one: Contender): string => one.key.slice(0, 4).join(' ');
  const effective = LISTS.has(name) ? contenders.filter((one) => level(one) === level(first)) : [first];
  const place = ({ entry }: Contender): string => `${entry.file}:${entry.line}`;
  return {
    value: first.entry.value,
    scope: first.scope,
    pattern: first.entry.around.at(-1)?.argument ?? '',
    from: effective.toReversed().map(place),
    overrides: contenders
      .filter((one) => !effective.includes(one))
      .map((one) => `${place(one)} ${one.scope}`),
  };
}

/** The effective value of a directive for mail to a domain through a VMTA (null: none), queue-to followed once. */
export function slowEffective(
  entries: readonly SlowEntry[],
  name: string,
  domain: string,
  vmta: string | null,
): SlowSetting {
  const owner = (vmta ?? '{default}').toLowerCase();
  const target = slowOwn(entries, 'queue-to', domain, owner).value;
  const queue = target === null || target === '' ? domain : target.toLowerCase();
  return slowOwn(entries, name, queue, owner);
}
