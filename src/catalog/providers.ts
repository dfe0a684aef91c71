import text from './data/providers.json?raw';
import { indexBy, once } from './table.ts';

/** What a figure rests on. `none`: a cautious guess. */
export type FigureEvidence = 'published' | 'vendor' | 'community' | 'none';

/** What backoff should set for a provider; valid PowerMTA values. */
export interface BackoffFigures {
  readonly maxSmtpOut: number;
  readonly maxMsgRate: string;
  /** For an IP without reputation, where the other rate would be above its normal one. */
  readonly maxMsgRateNewIp?: string;
  readonly retryAfter: string;
  readonly toNormalAfter: string;
}

/** How fast a provider accepts mail from one IP. */
export interface ProviderLimits {
  /** Simultaneous connections for a new IP, for a warm IP, and the maximum. */
  readonly maxSmtpOut?: {
    readonly cold: number;
    readonly warm: number;
    readonly ceiling?: number;
    readonly evidence: FigureEvidence;
    readonly ceilingEvidence?: FigureEvidence;
  };
  readonly maxMsgPerConnection?: {
    readonly recommended: number;
    readonly ceiling?: number;
    readonly evidence: FigureEvidence;
    readonly ceilingEvidence?: FigureEvidence;
  };
  /** Valid PowerMTA rates, or `unlimited`; `evidence` is about that for a new IP. */
  readonly maxMsgRate?: {
    readonly newIp?: string;
    readonly warm?: string;
    readonly evidence?: FigureEvidence;
  };
  /** A valid PowerMTA interval list. */
  readonly retryAfter?: { readonly recommended?: string };
  readonly backoff?: BackoffFigures;
}

/** A mailbox provider. */
export interface Provider {
  readonly id: string;
  /** Short, for sentences, as one thing: `Gmail takes`. */
  readonly name: string;
  /** If it differs from `name`. */
  readonly fullName?: string;
  /** Recipient domains, lower case. Empty for a brand that another provider operates. */
  readonly domains?: readonly string[];
  readonly majorDomains?: readonly string[];
  /** The domains of a brand that another provider operates; they are among that provider's domains. */
  readonly brandDomains?: readonly string[];
  /** Host names of its mail exchangers: `.suffix`, or a whole name. */
  readonly mxSuffixes?: readonly string[];
  /** Also takes mail for domains of its customers. */
  readonly hostedBusiness?: true;
  /** The provider for consumers of the same company, which has other MX hosts and other figures. */
  readonly businessOf?: string;
  /** The provider whose figures count. */
  readonly operatedBy?: string;
  /** Unrelated providers: nothing may be added up over them. */
  readonly group?: true;
  readonly limits?: ProviderLimits;
  /** Absent: not known. */
  readonly requiresTls?: boolean;
  /** Has published rules for bulk senders. */
  readonly bulkRules?: true;
  /** … and these ask for a DKIM signature. */
  readonly bulkRequiresDkim?: true;
}

/** All mailbox providers. */
export const providers = once(() => JSON.parse(text) as readonly Provider[]);

const byId = indexBy(providers, ({ id }) => id);

/** The provider of that id. */
export function findProvider(id: string): Provider | undefined {
  return byId().get(id);
}

const byDomain = once(
  () =>
    new Map(
      providers().flatMap((provider) =>
        (provider.domains ?? []).map((domain) => [domain, provider] as const),
      ),
    ),
);

/**
 * The provider that receives mail for a recipient domain, in any case. For a brand that another provider operates
 * (att.net) that is the operator. Undefined for a subdomain.
 */
export function providerOfDomain(domain: string): Provider | undefined {
  return byDomain().get(domain) ?? byDomain().get(domain.toLowerCase());
}

const suffixes = once(() =>
  providers()
    .flatMap((provider) => (provider.mxSuffixes ?? []).map((suffix) => ({ suffix, provider })))
    .sort((a, b) => b.suffix.length - a.suffix.length),
);

/** The provider that a mail exchanger belongs to, in any case, with or without the final dot. */
export function providerOfMx(host: string): Provider | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return suffixes().find(({ suffix }) => (suffix.startsWith('.') ? name.endsWith(suffix) : name === suffix))
    ?.provider;
}

/** The first label of a domain: `hotmail` of `hotmail.co.uk`. */
function labelOf(domain: string): string {
  return domain.split('.', 1)[0] ?? '';
}

/**
 * The providers that a name means, in any case: an id, a name, a domain, a mail exchanger, else the beginning of an id
 * (`microsoft`) or of a large domain (`hotmail`). The most likely first.
 */
export function providersNamed(given: string): readonly Provider[] {
  const wanted = given.toLowerCase();
  const matching = (test: (provider: Provider) => boolean): readonly Provider[] => providers().filter(test);
  const named = matching(({ id, name, fullName }) =>
    [id, name.toLowerCase(), fullName?.toLowerCase()].includes(wanted),
  );
  const ofDomain = matching((provider) => domainsOf(provider).includes(wanted));
  const ofHost = providerOfMx(wanted);
  const found = new Set([...named, ...ofDomain, ...(ofHost === undefined ? [] : [ofHost])]);
  if (found.size > 0) return [...found];
  return matching(
    (provider) =>
      provider.id.startsWith(`${wanted}-`) ||
      [...(provider.majorDomains ?? []), ...(provider.brandDomains ?? [])].some(
        (domain) => labelOf(domain) === wanted,
      ),
  );
}

/** The recipient domains of a provider or brand. */
export function domainsOf(provider: Provider): readonly string[] {
  return provider.domains ?? provider.brandDomains ?? [];
}

/** The figures of a provider; for a brand those of its operator. */
export function limitsOf(provider: Provider): ProviderLimits {
  const operator = provider.operatedBy === undefined ? provider : findProvider(provider.operatedBy);
  return operator?.limits ?? {};
}
