import text from './data/providers.json?raw';
import { indexBy, once } from './table.ts';

/** What a figure rests on. `none`: a cautious guess. */
export type FigureEvidence = 'published' | 'vendor' | 'community' | 'none';

/** What backoff should set for a provider; legal PowerMTA values. */
export interface BackoffFigures {
  readonly maxSmtpOut: number;
  readonly maxMsgRate: string;
  /** For an address without reputation, where the other rate would be above its normal one. */
  readonly maxMsgRateNewIp?: string;
  readonly retryAfter: string;
  readonly toNormalAfter: string;
}

/** How fast a provider takes mail from one address. */
export interface ProviderLimits {
  /** Connections at once for an address that is new, warm, and at the most. */
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
  /** Legal PowerMTA rates, or `unlimited`; `evidence` is about that for a new address. */
  readonly maxMsgRate?: {
    readonly newIp?: string;
    readonly warm?: string;
    readonly evidence?: FigureEvidence;
  };
  /** A legal PowerMTA interval list. */
  readonly retryAfter?: { readonly recommended?: string };
  readonly backoff?: BackoffFigures;
}

/** A mailbox provider. */
export interface Provider {
  readonly id: string;
  /** Short, for sentences, as one thing: `Gmail takes`. */
  readonly name: string;
  /** What all it stands for; absent where the name says it. */
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
  /** The provider whose figures count. */
  readonly operatedBy?: string;
  /** Not one provider but unrelated ones: nothing may be added up over it. */
  readonly group?: true;
  readonly limits?: ProviderLimits;
  /** Absent: not known. */
  readonly requiresTls?: boolean;
  /** Has published rules for bulk senders. */
  readonly bulkRules?: true;
  /** … and these ask for a DKIM signature. */
  readonly bulkRequiresDkim?: true;
}

const rows = once(() => JSON.parse(text) as readonly Provider[]);

const byId = indexBy(rows, (provider) => provider.id);

/** All mailbox providers. */
export function providers(): readonly Provider[] {
  return rows();
}

/** The provider of that id. */
export function findProvider(id: string): Provider | undefined {
  return byId().get(id);
}

const byDomain = once(() => {
  const index = new Map<string, Provider>();
  for (const provider of rows()) {
    for (const domain of provider.domains ?? []) index.set(domain, provider);
  }
  return index;
});

/**
 * The provider that receives mail for a recipient domain, in any case. For a brand that another provider operates
 * (att.net) that is the operator. Subdomains of a domain are not meant.
 */
export function providerOfDomain(domain: string): Provider | undefined {
  return byDomain().get(domain) ?? byDomain().get(domain.toLowerCase());
}

const suffixes = once(() =>
  rows()
    .flatMap((provider) => (provider.mxSuffixes ?? []).map((suffix) => ({ suffix, provider })))
    .sort((a, b) => b.suffix.length - a.suffix.length),
);

/** The provider that a mail exchanger belongs to, in any case, with or without the final dot. */
export function providerOfMx(host: string): Provider | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  const found = suffixes().find(({ suffix }) =>
    suffix.startsWith('.') ? name.endsWith(suffix) : name === suffix,
  );
  return found?.provider;
}

/** The recipient domains of a provider or brand. */
export function domainsOf(provider: Provider): readonly string[] {
  return provider.domains ?? provider.brandDomains ?? [];
}

/** The figures of a provider; for a brand those of its operator. */
export function limitsOf(provider: Provider): ProviderLimits {
  if (provider.operatedBy !== undefined) return findProvider(provider.operatedBy)?.limits ?? {};
  return provider.limits ?? {};
}
