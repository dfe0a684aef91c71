import {
  domainsOf,
  limitsOf,
  type FigureEvidence,
  type Provider,
  type ProviderLimits,
} from '../../catalog/providers.ts';
import { count } from '../../engine/message.ts';
import { painter } from '../colour.ts';
import { jsonText } from '../json-text.ts';
import { INDENT, Page } from '../page.ts';
import { displayWidth, padded, truncated, usableWidth } from '../width.ts';

const FORMAT_VERSION = 1;

/** What a limit rests on. */
export const EVIDENCE_WORDS: Readonly<Record<FigureEvidence, string>> = {
  published: 'published by the provider',
  vendor: 'default of mail server vendors',
  community: 'experience of senders',
  none: 'a cautious guess',
};

/** The same in one letter, for a table. */
const EVIDENCE_LETTERS: Readonly<Record<FigureEvidence, string>> = {
  published: 'p',
  vendor: 'v',
  community: 's',
  none: 'g',
};

/** The limits of a provider as labels and texts, by reputation where that matters. */
export function limitsInWords(limits: ProviderLimits): (readonly [label: string, text: string])[] {
  const { maxSmtpOut: out, maxMsgPerConnection: messages, maxMsgRate: rate, retryAfter, backoff } = limits;
  const basis = (evidence: FigureEvidence, ceilingEvidence: FigureEvidence = evidence): string =>
    evidence === ceilingEvidence
      ? EVIDENCE_WORDS[evidence]
      : `${EVIDENCE_WORDS[evidence]}, the last one ${EVIDENCE_WORDS[ceilingEvidence]}`;
  const rows: (readonly [string, string | undefined])[] = [
    [
      'connections',
      out &&
        `max-smtp-out: cold ${out.cold}, warm ${out.warm}, established ${out.ceiling ?? out.warm} (${basis(out.evidence, out.ceilingEvidence)})`,
    ],
    [
      'messages',
      messages &&
        `max-msg-per-connection: ${messages.recommended}${messages.ceiling === undefined ? '' : `, at most ${messages.ceiling}`} (${basis(messages.evidence, messages.ceilingEvidence)})`,
    ],
    [
      'rate',
      rate &&
        `max-msg-rate: cold ${rate.newIp ?? 'not known'}, warm ${rate.warm ?? 'not known'}${rate.evidence === undefined ? '' : ` (${basis(rate.evidence)})`}`,
    ],
    ['retries', retryAfter?.recommended === undefined ? undefined : `retry-after: ${retryAfter.recommended}`],
    [
      'backoff',
      backoff &&
        `max-smtp-out ${backoff.maxSmtpOut}, max-msg-rate ${backoff.maxMsgRate}, retry-after ${backoff.retryAfter}, to normal after ${backoff.toNormalAfter}`,
    ],
  ];
  return rows.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [[label, text] as const]));
}

function limitsJson({ maxSmtpOut, maxMsgPerConnection, maxMsgRate, retryAfter, backoff }: ProviderLimits) {
  return {
    maxSmtpOut: maxSmtpOut && {
      cold: maxSmtpOut.cold,
      warm: maxSmtpOut.warm,
      ceiling: maxSmtpOut.ceiling ?? null,
      evidence: maxSmtpOut.evidence,
      ceilingEvidence: maxSmtpOut.ceilingEvidence ?? maxSmtpOut.evidence,
    },
    maxMsgPerConnection: maxMsgPerConnection && {
      recommended: maxMsgPerConnection.recommended,
      ceiling: maxMsgPerConnection.ceiling ?? null,
      evidence: maxMsgPerConnection.evidence,
      ceilingEvidence: maxMsgPerConnection.ceilingEvidence ?? maxMsgPerConnection.evidence,
    },
    maxMsgRate: maxMsgRate && {
      cold: maxMsgRate.newIp ?? null,
      warm: maxMsgRate.warm ?? null,
      evidence: maxMsgRate.evidence ?? 'none',
    },
    retryAfter: retryAfter?.recommended,
    backoff,
  };
}

function withNulls(limits: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, value ?? null]));
}

/** The table of providers as JSON, version 1: two spaces of indent, a newline at the end. */
export function providersJson(providers: readonly Provider[]): string {
  return jsonText({
    version: FORMAT_VERSION,
    providers: providers.map((provider) => {
      const { id, name, fullName = name, operatedBy = null, mxSuffixes = [] } = provider;
      const domains = domainsOf(provider);
      return {
        ...{ id, name, fullName, operatedBy, domains, mxSuffixes },
        limits: withNulls(limitsJson(limitsOf(provider))),
      };
    }),
  });
}

interface Row {
  readonly id: string;
  readonly connections: string;
  readonly messages: string;
  readonly rate: string;
  readonly domains: string;
}

const HEAD: Row = {
  id: 'provider',
  connections: 'connections',
  messages: 'messages',
  rate: 'rate',
  domains: 'domains',
};
/** Columns below which the domains are left out. */
const NARROWEST = 10;

/** The large domains of a provider, those first that are like its name. */
function domainsLikeName(
  { id, fullName = '', majorDomains }: Provider,
  all: readonly string[],
): readonly string[] {
  const names = `${id} ${fullName}`.toLowerCase();
  const rank = (domain: string): number =>
    (names.includes(domain.split('.', 1)[0] ?? '') ? 0 : 2) + (domain.endsWith('.com') ? 0 : 1);
  return (majorDomains ?? all).toSorted((a, b) => rank(a) - rank(b));
}

function rowOf(provider: Provider): Row {
  const { maxSmtpOut: out, maxMsgPerConnection: messages, maxMsgRate: rate } = limitsOf(provider);
  const all = domainsOf(provider);
  const named = domainsLikeName(provider, all).slice(0, 3);
  const more = all.length - named.length;
  const letter = (evidence: FigureEvidence): string => EVIDENCE_LETTERS[evidence];
  return {
    id: provider.id,
    connections: out ? `${out.cold}/${out.warm}/${out.ceiling ?? '-'} ${letter(out.evidence)}` : '',
    messages: messages
      ? `${messages.recommended}/${messages.ceiling ?? '-'} ${letter(messages.evidence)}`
      : '',
    rate: rate?.newIp === undefined ? '' : `${rate.newIp} ${letter(rate.evidence ?? 'none')}`,
    domains: `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  };
}

/** The table of providers for people; `columns` is undefined where no line is cut. */
export function providersText(
  providers: readonly Provider[],
  colour: boolean,
  columns: number | undefined,
): string {
  const page = new Page(painter(colour), columns === undefined ? Infinity : usableWidth(columns));
  const rows = [HEAD, ...providers.map(rowOf)];
  const widthOf = (key: keyof Row): number => Math.max(...rows.map((row) => displayWidth(row[key])));
  const keys = ['id', 'connections', 'messages', 'rate'] as const;
  const widths = keys.map(widthOf);
  const left = page.width - widths.reduce((sum, width) => sum + width + INDENT.length, 0);
  for (const row of rows) {
    const cells = keys.map((key, index) => padded(row[key], widths[index] ?? 0));
    const domains = left < NARROWEST ? '' : left === Infinity ? row.domains : truncated(row.domains, left);
    const line = [...cells, domains].join(INDENT).trimEnd();
    page.add(row === HEAD ? page.paint('strong', line) : line);
  }
  page.add('');
  const letters = (['published', 'vendor', 'community', 'none'] as const).map(
    (evidence) => `${EVIDENCE_LETTERS[evidence]}: ${EVIDENCE_WORDS[evidence]}`,
  );
  page.block(
    `Limits from one IP. connections: max-smtp-out of a cold, a warm and an established IP. messages: max-msg-per-connection, usual and at most. rate: max-msg-rate of a cold IP. ${letters.join(', ')}.`,
  );
  page.block(`${count(providers.length, 'provider')}; pmta-lint explain PROVIDER prints the page of one`);
  return page.toString();
}
