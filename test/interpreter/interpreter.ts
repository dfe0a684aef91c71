/*
 * A second reading of configurations, written from the documentation of PowerMTA alone. It shares no code with the
 * project, is slow, and reads only what is well formed: the tests compare the project with it.
 */
import { DEFAULTS } from './domain-defaults.ts';

interface Line {
  /** In lower case. */
  readonly name: string;
  /** Without comment and quotes. */
  readonly value: string;
}

/** Where a <domain> block is written. */
type Scope = 'vmta' | 'pool' | 'global';

interface Block {
  readonly scope: Scope;
  /** The VMTA or pool in lower case; empty for global blocks. */
  readonly owner: string;
  readonly pattern: string;
  readonly lines: readonly Line[];
}

/** What the interpreter knows of a configuration. */
export interface Configuration {
  readonly blocks: readonly Block[];
  readonly macros: ReadonlyMap<string, readonly string[]>;
  /** The names of VMTAs as written, the first spelling of each. */
  readonly vmtas: readonly string[];
  /** The members of each pool. */
  readonly pools: ReadonlyMap<string, ReadonlySet<string>>;
  /** `mx` lines: a host name or `*.name`, and the queue of the rollup. */
  readonly rollups: readonly (readonly [host: string, queue: string])[];
  /** The lines of the lists of patterns, by the name of the list. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** The effective settings of a queue. */
export interface Queue {
  readonly domain: string;
  /** The queue that mail of the domain waits in. */
  readonly name: string;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** The texts that `include` of a file reads. */
export type Include = (value: string) => readonly string[];

/** Old names, and what their values are under the present one. */
export const RENAMED: Readonly<Record<string, readonly [name: string, value: (old: string) => string]>> = {
  route: ['smtp-hosts', (old) => old],
  'max-msg-per-hour': ['max-msg-rate', (old) => `${old}/h`],
  'backoff-max-msg-per-hour': ['backoff-max-msg-rate', (old) => `${old}/h`],
};

/** Directives that may be given several times under one pattern. */
const REPEATED = new Set([
  'source-ip-max-smtp-out',
  'source-ip-max-msg-rate',
  'source-ip-max-connect-rate',
  'source-ip-max-data-volume-rate',
]);

/** The first MX host of each provider's domains; an mx-rollup-list that names it takes their mail. */
const FIRST_MX: Readonly<Record<string, readonly string[]>> = {
  'gmail-smtp-in.l.google.com': ['gmail.com', 'googlemail.com'],
};

/** Providers all of whose MX hosts are under one name. */
const MX_SUFFIX: Readonly<Record<string, readonly string[]>> = {
  '*.yahoodns.net': ['yahoo.com', 'yahoo.co.uk', 'aol.com'],
  '*.olc.protection.outlook.com': ['hotmail.com', 'outlook.com', 'live.com'],
};

/** Whether a line of an mx-rollup-list takes a host, or all hosts under a name. */
function takesHost(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  if (!pattern.startsWith('*.')) return false;
  return host.endsWith(pattern.slice(1));
}

/** A line without its comment. A `#` between double quotes does not begin one. */
function withoutComment(line: string): string {
  let isQuoted = false;
  for (let index = 0; index < line.length; index++) {
    if (line[index] === '"' && line[index - 1] !== '\\') isQuoted = !isQuoted;
    if (line[index] === '#' && !isQuoted) return line.slice(0, index);
  }
  return line;
}

function withoutQuotes(value: string): string {
  return /^"[^"]*"$/.test(value) ? value.slice(1, -1) : value;
}

function readLine(text: string): Line {
  const name = text.split(/\s/, 1)[0] ?? '';
  return { name: name.toLowerCase(), value: withoutQuotes(text.slice(name.length).trim()) };
}

/** The lines of a text without comments and empty lines; a list after a comma at the end of a line is joined. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = withoutComment(raw).trim();
    if (line === '') continue;
    const last = lines.at(-1);
    const goesOn = last !== undefined && /^domain-macro\s+(\S+|.*,)$/i.test(last);
    const isList = /^[^\s,<]+(\s*,\s*[^\s,]+)*\s*,?$/.test(line);
    if (goesOn && isList) lines[lines.length - 1] = `${last} ${line}`;
    else lines.push(line);
  }
  return lines;
}

/** Reads a configuration that is well formed. */
export function readConfiguration(text: string, include: Include = () => []): Configuration {
  const blocks: { scope: Scope; owner: string; pattern: string; lines: Line[] }[] = [];
  const macros = new Map<string, string[]>();
  const vmtas = new Map<string, string>();
  const pools = new Map<string, Set<string>>();
  const lists = new Map<string, string[]>();
  const rollups: [string, string][] = [];
  const open: { name: string; argument: string }[] = [];

  const openSection = (name: string, argument: string): void => {
    const parent = open.at(-1);
    open.push({ name, argument });
    const folded = argument.toLowerCase();
    if (name === 'virtual-mta' && !vmtas.has(folded)) vmtas.set(folded, argument);
    if (name === 'virtual-mta-pool' && !pools.has(folded)) pools.set(folded, new Set());
    if (name === 'smtp-pattern-list' && !lists.has(folded)) lists.set(folded, []);
    if (name !== 'domain') return;
    const scope =
      parent?.name === 'virtual-mta' ? 'vmta' : parent?.name === 'virtual-mta-pool' ? 'pool' : 'global';
    const owner = scope === 'global' ? '' : (parent?.argument ?? '').toLowerCase();
    blocks.push({ scope, owner, pattern: folded, lines: [] });
  };

  const readSetting = (line: Line): void => {
    const section = open.at(-1);
    const owner = section?.argument.toLowerCase() ?? '';
    if (line.name === 'include') {
      for (const one of include(line.value)) readLines(one);
    } else if (section === undefined && line.name === 'domain-macro') {
      const [name = ''] = line.value.split(/\s/, 1);
      const items = line.value.slice(name.length).split(',');
      macros.set(
        name.toLowerCase(),
        items.map((item) => item.trim().toLowerCase()).filter((item) => item !== ''),
      );
    } else if (section?.name === 'domain') {
      const [name, value] = RENAMED[line.name] ?? [line.name, (old: string) => old];
      blocks.at(-1)?.lines.push({ name, value: value(line.value) });
    } else if (section?.name === 'virtual-mta-pool' && line.name === 'virtual-mta') {
      pools.get(owner)?.add(line.value.toLowerCase());
    } else if (section?.name === 'mx-rollup-list' && line.name === 'mx') {
      const [host = '', queue = ''] = line.value.toLowerCase().split(/\s+/);
      rollups.push([host, queue]);
    } else if (section?.name === 'smtp-pattern-list') {
      lists.get(owner)?.push(`${line.name} ${line.value}`);
    }
  };

  const readLines = (source: string): void => {
    for (const line of linesOf(source)) {
      const tag = /^<\s*(\/?)\s*([\w-]+)\s*(.*?)\s*>$/.exec(line);
      if (tag === null) {
        readSetting(readLine(line));
        if (line.endsWith('<pattern-list>')) openSection('pattern-list', '');
      } else if (tag[1] === '/') open.pop();
      else openSection((tag[2] ?? '').toLowerCase(), withoutQuotes(tag[3] ?? ''));
    }
  };

  readLines(text);
  return { blocks, macros, vmtas: [...vmtas.values()], pools, rollups, lists };
}

/** The patterns that a pattern with macros stands for. An undefined macro stands for none. */
function expand(pattern: string, macros: Configuration['macros']): string[] {
  const use = /\$([a-z0-9_]+)/.exec(pattern);
  if (use === null) return [pattern];
  const items = macros.get(use[1] ?? '') ?? [];
  return items.flatMap((item) =>
    expand(pattern.slice(0, use.index) + item + pattern.slice(use.index + use[0].length), macros),
  );
}

/** How closely a pattern without macros fits a domain: larger is closer, null is not at all. */
function closeness(pattern: string, domain: string): number | null {
  if (pattern === domain) return 1_000_000;
  if (pattern === '*') return 0;
  const wildcard = /^(\*\.|\[\*\.\])(.+)$/.exec(pattern);
  if (wildcard === null) return null;
  const [, form, base = ''] = wildcard;
  if (domain.endsWith(`.${base}`)) return base.length * 10 + (form === '*.' ? 5 : 3);
  return form === '[*.]' && domain === base ? base.length * 10 + 3 : null;
}

/** How closely a block fits a domain; of equal patterns one that is written out is closer than one of a macro. */
function closenessOf(block: Block, domain: string, macros: Configuration['macros']): number | null {
  const own = closeness(block.pattern, domain);
  const isMacro = block.pattern.includes('$');
  const found = expand(block.pattern, macros).flatMap((pattern) => closeness(pattern, domain) ?? []);
  if (found.length === 0) return null;
  return isMacro ? Math.max(...found) : own === null ? null : own + 1;
}

const SCOPES: readonly Scope[] = ['global', 'pool', 'vmta'];

/** The lines of the blocks that apply to a queue, the winning ones last. */
function layersOf(configuration: Configuration, domain: string, vmta: string): Line[][] {
  const name = vmta.toLowerCase();
  const applies = ({ scope, owner }: Block): boolean =>
    scope === 'global' ||
    (scope === 'vmta' ? owner === name : (configuration.pools.get(owner)?.has(name) ?? false));
  const found = configuration.blocks.filter(applies).flatMap((block) => {
    const close = closenessOf(block, domain, configuration.macros);
    return close === null ? [] : [{ block, close, scope: SCOPES.indexOf(block.scope) }];
  });
  // Sorting keeps the order of the file among equals.
  found.sort((a, b) => a.scope - b.scope || a.close - b.close);
  const layers = new Map<string, Line[]>();
  for (const { block, close, scope } of found) {
    const key = `${scope} ${close}`;
    layers.set(key, [...(layers.get(key) ?? []), ...block.lines]);
  }
  return [...layers.values()];
}

function effectiveValues(configuration: Configuration, domain: string, vmta: string): Map<string, string[]> {
  const set = new Map<string, string[]>();
  for (const layer of layersOf(configuration, domain, vmta)) {
    const here = new Map<string, string[]>();
    for (const { name, value } of layer) {
      here.set(name, REPEATED.has(name) ? [...(here.get(name) ?? []), value] : [value]);
    }
    for (const [name, values] of here) set.set(name, values);
  }
  const all = new Map<string, string[]>();
  for (const [name, { value, from }] of DEFAULTS) {
    const followed = from === null ? undefined : set.get(from);
    all.set(name, set.get(name) ?? followed ?? (value === null ? [] : [value]));
  }
  return all;
}

/** One effective value; null where nothing is set and no default is known. */
export function valueOf(queue: Queue, directive: string): string | null {
  return queue.values.get(directive)?.at(-1) ?? null;
}

const YES = new Set(['yes', 'true']);

/** The queue of the rollup that takes the mail of a domain; null for none. */
function rollupOf(configuration: Configuration, domain: string): string | null {
  for (const [host, queue] of configuration.rollups) {
    for (const [mx, domains] of Object.entries(FIRST_MX)) {
      if (domains.includes(domain) && takesHost(host, mx)) return queue;
    }
    for (const [suffix, domains] of Object.entries(MX_SUFFIX)) {
      if (domains.includes(domain) && (host === suffix || takesHost(host, suffix.slice(2)))) return queue;
    }
  }
  return null;
}

/** The queue that mail for a domain waits in when it leaves through a VMTA, with its effective settings. */
export function queueOf(configuration: Configuration, domain: string, vmta = '{default}'): Queue {
  const own = effectiveValues(configuration, domain, vmta);
  const target = own.get('queue-to')?.at(-1)?.toLowerCase() ?? '';
  const hosts = own.get('smtp-hosts')?.at(-1)?.toLowerCase() ?? '';
  const asksForMx = (hosts === '' || hosts.includes('lookup-mx:')) && own.get('type')?.at(-1) === 'smtp';
  const optsOut = YES.has((own.get('disable-mx-rollup')?.at(-1) ?? '').toLowerCase());
  const rollup = asksForMx && !optsOut ? rollupOf(configuration, domain) : null;
  const waitsIn = target === '' ? (rollup ?? domain) : target;
  const values = waitsIn === domain ? own : effectiveValues(configuration, waitsIn, vmta);
  return { domain, name: `${waitsIn}/${vmta.toLowerCase()}`, values };
}

/** Domains that meet the patterns of a configuration in every way, and one that no pattern names. */
export function domainsOf(configuration: Configuration): string[] {
  const domains = new Set(['nowhere.example']);
  for (const block of configuration.blocks) {
    for (const pattern of expand(block.pattern, configuration.macros)) {
      const base = pattern.replace(/^\*\.|^\[\*\.\]/, '');
      if (base === '' || base.includes('*') || base.includes('[')) continue;
      domains.add(base);
      if (base !== pattern) domains.add(`mail.${base}`);
    }
  }
  return [...domains];
}

/** Reads the texts of a configuration whose main file is `config`; an include names another text. */
export function interpreted(texts: Readonly<Record<string, string>>): Configuration {
  return readConfiguration(texts.config ?? '', (name) => [texts[name] ?? '']);
}
