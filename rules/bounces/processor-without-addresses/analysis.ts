import { type DirectiveUse, isToBeFilledIn, type Model, readDomainPattern } from '../../kit.ts';

/**
 * What mail is taken for from everybody: the domains of `relay-domain`, the addresses of `relay-address`, and the names
 * of the host itself.
 */
export class Relaying {
  /** Whether the names of the host are written; else one that is not known here is its own. */
  readonly knowsHostName: boolean;
  /** Everything is taken, or it cannot be told what: a line that is filled in later, or that cannot be read. */
  readonly isOpen: boolean;
  readonly #names = new Set<string>();
  /** Domains whose subdomains are taken. */
  readonly #subtrees = new Set<string>();
  readonly #addresses = new Set<string>();
  /** Domains of single addresses. */
  readonly #partly = new Set<string>();
  #hasPatterns = false;

  constructor(model: Model) {
    const hosts = model.named('host-name');
    const domains = model.root.named('relay-domain');
    const addresses = model.root.named('relay-address');
    this.knowsHostName = model.root.named('host-name').length > 0;
    for (const use of hosts) this.#names.add((use.plainValue ?? '').toLowerCase().replace(/\.$/, ''));
    let isOpen = [...hosts, ...domains, ...addresses].some(
      (use) => use.broken || use.value === null || this.#isUnclear(use),
    );
    for (const use of domains) isOpen = this.#addDomain(model, use.plainValue ?? '') || isOpen;
    for (const use of addresses) this.#addAddress((use.plainValue ?? '').toLowerCase());
    const { sources } = model;
    this.isOpen =
      isOpen ||
      sources.all.some(
        (source) => source.range?.prefix === 0 && sources.isOn(source, 'always-allow-relaying'),
      );
  }

  #isUnclear({ value }: DirectiveUse): boolean {
    return isToBeFilledIn((value ?? '').replace(/\$\w+/g, ''));
  }

  #addDomain(model: Model, text: string): boolean {
    const { names, undefinedMacros } = model.macros.expand(text);
    for (const name of names) {
      const { kind, domain } = readDomainPattern(name, false);
      if (kind === 'all') return true;
      if (kind !== 'proper') this.#names.add(domain);
      if (kind === 'proper' || kind === 'whole') this.#subtrees.add(domain);
    }
    return undefinedMacros.length > 0;
  }

  #addAddress(text: string): void {
    if (text.startsWith('/')) this.#hasPatterns = true;
    this.#addresses.add(text);
    this.#partly.add(text.slice(text.lastIndexOf('@') + 1));
  }

  /**
   * Whether mail for all addresses, or for some of them, at a domain (lower case) is taken. Of a pattern such as
   * `[*.]example.com` it is enough that some of the domains it stands for are.
   */
  takesDomain(text: string): boolean {
    const { kind, domain } = readDomainPattern(text, false);
    const isSubtree = kind === 'proper' || kind === 'whole';
    if (this.#hasPatterns || kind === 'all') return true;
    if (kind !== 'proper' && (this.#names.has(domain) || this.#partly.has(domain))) return true;
    if (isSubtree && this.#takesBelow(domain)) return true;
    const labels = domain.split('.');
    return labels.some((_, at) => at > 0 && this.#subtrees.has(labels.slice(at).join('.')));
  }

  #takesBelow(domain: string): boolean {
    const isBelow = (name: string): boolean => name.endsWith(`.${domain}`);
    return (
      this.#subtrees.has(domain) ||
      [this.#names, this.#subtrees, this.#partly].some((set) => [...set].some(isBelow))
    );
  }

  /** Whether mail for an address (lower case) is taken. */
  takesAddress(address: string): boolean {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    if (this.#addresses.has(address) || this.#hasPatterns) return true;
    return this.takesDomain(domain) && !this.#isPartly(domain);
  }

  #isPartly(domain: string): boolean {
    return this.#partly.has(domain) && !this.#names.has(domain);
  }
}
