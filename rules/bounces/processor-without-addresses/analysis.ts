import { type DirectiveUse, hasPlaceholder, type Model, readDomainPattern } from '../../kit.ts';

const ONE_ADDRESS = /^[^/\s][^\s]*@[^\s@]+$/;

function isUnclear(use: DirectiveUse): boolean {
  return use.broken || use.value === null || hasPlaceholder(use.value, true);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The mail that is accepted from everyone: by `relay-domain`, by `relay-address`, and for the names of the host. */
export class AcceptedMail {
  /** Whether the names of the host are written; otherwise the name of the machine counts too. */
  readonly knowsHostName: boolean;
  /** Whether everything is accepted, or a line that cannot be read may accept anything. */
  readonly #takesAll: boolean;
  readonly #hasPatterns: boolean;
  /** Domains of which all addresses are accepted, or single ones. */
  readonly #domains = new Map<string, 'all' | 'some'>();
  /** Domains whose subdomains are accepted. */
  readonly #subtrees = new Set<string>();
  readonly #addresses: ReadonlySet<string>;

  constructor(private readonly model: Model) {
    const { root, sources } = model;
    const hosts = model.named('host-name');
    const domains = root.named('relay-domain');
    const addresses = root.named('relay-address');
    this.knowsHostName = root.named('host-name').length > 0;
    const texts = addresses.map((use) => (use.plainValue ?? '').toLowerCase());
    this.#addresses = new Set(texts);
    for (const text of texts) this.#domains.set(domainOf(text), 'some');
    for (const use of hosts)
      this.#domains.set((use.plainValue ?? '').toLowerCase().replace(/\.$/, ''), 'all');
    this.#hasPatterns = texts.some((text) => text.startsWith('/'));
    const takesAllDomains = domains.map((use) => this.#addDomain(use.plainValue ?? '')).includes(true);
    this.#takesAll =
      takesAllDomains ||
      [...hosts, ...domains, ...addresses].some(isUnclear) ||
      sources.all.some((one) => one.range?.prefix === 0 && sources.isOn(one, 'always-allow-relaying'));
  }

  /** Adds the value of a `relay-domain`; true if it may accept every domain. */
  #addDomain(text: string): boolean {
    const { names, undefinedMacros, isCut } = this.model.macros.expand(text);
    for (const name of names) {
      const { kind, domain } = readDomainPattern(name, false);
      if (kind === 'all') return true;
      if (kind !== 'proper') this.#domains.set(domain, 'all');
      if (kind === 'proper' || kind === 'whole') this.#subtrees.add(domain);
    }
    return isCut || undefinedMacros.length > 0;
  }

  /** The addresses or domains in a line of an address list, in lower case, for which no mail is accepted. */
  refusedIn(use: DirectiveUse): string[] {
    const value = (use.plainValue ?? '').toLowerCase();
    if (this.#takesAll || use.name === 'address-file' || use.broken || value === '') return [];
    if (use.name === 'address') {
      // A local part alone, or a pattern, applies to every domain that is accepted.
      const isOneAddress = ONE_ADDRESS.test(value) && !hasPlaceholder(value);
      return isOneAddress && !this.#takesAddress(value) ? [value] : [];
    }
    const { names } = this.model.macros.expand(value);
    if (hasPlaceholder(value, true)) return [];
    const domains = names.map((name) => name.toLowerCase().replace(/\.$/, ''));
    return domains.filter((name) => !this.#takesDomain(name));
  }

  /** Whether mail for some address at a domain, or at some domain of a pattern such as `[*.]example.com`, is accepted. */
  #takesDomain(text: string): boolean {
    const { kind, domain } = readDomainPattern(text, false);
    if (this.#hasPatterns || kind === 'all') return true;
    if (kind !== 'proper' && this.#domains.has(domain)) return true;
    const isBelow = (name: string) => name.endsWith(`.${domain}`);
    if (kind === 'proper' || kind === 'whole')
      if (this.#subtrees.has(domain) || [...this.#domains.keys(), ...this.#subtrees].some(isBelow))
        return true;
    const labels = domain.split('.');
    return labels.some((_, at) => at > 0 && this.#subtrees.has(labels.slice(at).join('.')));
  }

  #takesAddress(address: string): boolean {
    if (this.#hasPatterns || this.#addresses.has(address)) return true;
    const domain = domainOf(address);
    return this.#takesDomain(domain) && this.#domains.get(domain) !== 'some';
  }
}
