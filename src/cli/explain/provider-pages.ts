import { findSource, notesOfProvider, notesOfReply, type Figure } from '../../catalog/notes.ts';
import { domainsOf, findProvider, limitsOf, providersNamed, type Provider } from '../../catalog/providers.ts';
import { repliesOf, type Reply } from '../../catalog/replies.ts';
import { readCodes, repliesWithCodes } from '../../catalog/reply-codes.ts';
import { groupBy } from '../../base/collections.ts';
import type { Paint } from '../../report/colour.ts';
import { EVIDENCE_WORDS, limitsInWords } from '../../report/commands/providers.ts';
import { truncated, wrap } from '../../report/width.ts';
import { field } from './words.ts';

/** From how many replies on each gets one line. */
const MANY = 20;

/** What kind of statement a figure is. */
const KINDS: Readonly<Record<string, string>> = {
  'provider-published': EVIDENCE_WORDS.published,
  'provider-published-quoted': 'published by the provider, as others quote it',
  'vendor-default': EVIDENCE_WORDS.vendor,
  community: EVIDENCE_WORDS.community,
};

/** The directives that figures are about. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  maxSmtpOut: 'max-smtp-out',
  maxMsgPerConnection: 'max-msg-per-connection',
  maxMsgRate: 'max-msg-rate',
  maxRcptPerMessage: 'max-rcpt-per-message',
  maxConnectRate: 'max-connect-rate',
  retryAfter: 'retry-after',
  backoff: 'backoff-*',
};

function indented(text: string, indent: string, width: number): string[] {
  const lines = wrap(text, Math.max(20, width - indent.length - 2));
  return lines.map((line, index) => `${indent}${index === 0 ? '' : '  '}${line}`);
}

function figureText({ value, kind, source, asOf, state, note }: Figure): string {
  const shown = value === undefined ? 'no figure' : Array.isArray(value) ? value.join(' to ') : String(value);
  const where = asOf === undefined ? source : `${source} ${asOf}`;
  const more = [state, note].filter((part) => part !== undefined).map((part) => `; ${part}`);
  return `${shown}: ${KINDS[kind] ?? kind} (${where})${more.join('')}`;
}

/** Sources by their ids, each with its title and its address. */
function sourceLines(ids: Iterable<string>, paint: Paint, width: number): string[] {
  const lines = [...new Set(ids)].toSorted().flatMap((id) => {
    const source = findSource(id);
    if (source === undefined) return [];
    // An address is not broken: it is copied.
    return [...indented(`${id}: ${source.title}`, '  ', width), `    ${source.where}`];
  });
  return lines.length === 0 ? [] : ['', paint('strong', 'Sources'), ...lines];
}

function figureSources(
  provider: Provider,
  width: number,
): { readonly lines: string[]; readonly sources: string[] } {
  const entries = Object.entries(notesOfProvider(provider.id)?.limits ?? {});
  const lines = entries.flatMap(([name, { basis, note, figures = [] }]) => [
    `  ${DIRECTIVES[name] ?? name}`,
    ...[basis, note, ...figures.map(figureText)].flatMap((text) =>
      text === undefined ? [] : indented(text, '    ', width),
    ),
  ]);
  return { lines, sources: entries.flatMap(([, { figures = [] }]) => figures.map(({ source }) => source)) };
}

function replyLines(reply: Reply, isShort: boolean, width: number): string[] {
  if (isShort) return [`  ${truncated(reply.example, Math.max(20, width - 2))}`];
  const { exampleKind, note, sources = [] } = notesOfReply(reply.id) ?? {};
  const { meaning, remedy, action, pattern } = reply;
  const rule = action === undefined ? 'no rule needed' : `reply /${pattern}/ ${action}`;
  const origin = [exampleKind, ...sources].filter((part) => part !== undefined).join(', ');
  return [
    ...indented(reply.example, '  ', width),
    ...indented(`${meaning}, ${remedy}: ${rule}`, '    ', Infinity),
    ...(note === undefined ? [] : indented(note, '    ', width)),
    ...(origin === '' ? [] : [`    ${origin}`]),
  ];
}

function sourcesOf(replies: readonly Reply[]): string[] {
  return replies.flatMap(({ id }) => notesOfReply(id)?.sources ?? []);
}

function providerPage(provider: Provider, paint: Paint, width: number): string {
  const { id, name, fullName, operatedBy, mxSuffixes, hostedBusiness, requiresTls, bulkRules } = provider;
  const operator = operatedBy === undefined ? undefined : findProvider(operatedBy);
  const { notes = [], sources = [] } = notesOfProvider(id) ?? {};
  const figures = figureSources(provider, width);
  const known = repliesOf(id);
  const limits = limitsInWords(limitsOf(provider));
  const row = (label: string, text: string | undefined): string[] =>
    text === undefined || text === '' ? [] : field(label, text, width);
  return [
    paint('strong', `${name} (provider ${id})`),
    ...(fullName === undefined ? [] : wrap(fullName, width)),
    '',
    ...row('domains', domainsOf(provider).join(', ')),
    ...row('MX hosts', mxSuffixes?.join(', ')),
    ...row(
      'operated by',
      operator && `${operator.name}, whose limits apply (pmta-lint explain ${operator.id})`,
    ),
    ...row('hosts', hostedBusiness === true ? 'also domains of its customers' : undefined),
    ...row('TLS', requiresTls === true ? 'asked for' : undefined),
    ...row('bulk mail', bulkRules === true ? 'has published rules for senders' : undefined),
    ...notes.flatMap((note) => row('note', note)),
    '',
    paint('strong', 'Limits from one IP'),
    ...(limits.length === 0
      ? ['  none is known']
      : limits.flatMap(([label, text]) => field(label, text, width))),
    ...(figures.lines.length === 0 ? [] : ['', paint('strong', 'Where the limits come from')]),
    ...figures.lines,
    ...(known.length === 0 ? [] : ['', paint('strong', `Known replies (${known.length})`)]),
    ...known.flatMap((reply) => replyLines(reply, false, width)),
    ...sourceLines([...sources, ...figures.sources, ...sourcesOf(known)], paint, width),
    '',
  ].join('\n');
}

/** The pages of the providers that a name, an id or a domain means. */
export function providerPages(wanted: string, paint: Paint, width: number): string[] {
  return providersNamed(wanted).map((provider) => providerPage(provider, paint, width));
}

/** The page of a reply code (`4.7.28`, `421 4.7.28`, `TSS04`): the known replies with it, by provider. */
export function replyCodePages(wanted: string, paint: Paint, width: number): string[] {
  const codes = readCodes(wanted);
  const known = codes === undefined ? [] : repliesWithCodes(codes);
  if (codes === undefined || known.length === 0) return [];
  const isShort = known.length > MANY;
  const shown = [codes.basic, codes.enhanced, codes.own].filter((code) => code !== null).join(' ');
  const whose = [...groupBy(known, ({ provider }) => provider)].flatMap(([id, ofOne]) => [
    '',
    paint('strong', findProvider(id)?.name ?? 'Software of several providers'),
    ...ofOne.flatMap((reply) => replyLines(reply, isShort, width)),
  ]);
  return [
    [
      paint('strong', `${shown} (reply code)`),
      ...wrap('The known replies with it. pmta-lint reply DOMAIN "REPLY" explains a whole reply.', width),
      ...whose,
      ...(isShort ? [] : sourceLines(sourcesOf(known), paint, width)),
      '',
    ].join('\n'),
  ];
}
