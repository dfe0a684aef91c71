import {
  allowsIn,
  booleanOf,
  canonicalOf,
  defineRule,
  destinationOf,
  type DirectiveUse,
  domainLines,
  type Extent,
  extentOfLine,
  extentWords,
  groupBy,
  holdingOf,
  type Model,
  quote,
  removeLine,
  repeatsOf,
  replaceValue,
  type RuleContext,
  type RuleFix,
  setDirective,
  type Settings,
} from '../../kit.ts';

/** The protocols, by the end of a switch's name. */
const PROTOCOLS = {
  sslv3: 'SSLv3, which is broken and has been retired (RFC 7568)',
  tlsv1: 'TLS 1.0, which is broken and has been retired (RFC 8996)',
  'tlsv1.1': 'TLS 1.1, which is broken and has been retired (RFC 8996)',
} as const;
type Protocol = keyof typeof PROTOCOLS;

/** Whose connections a switch is for, by the start of its name. */
const CLIENTS = {
  'smtp-server-tls-allow-': 'hosts that hand in mail',
  'http-tls-allow-': 'browsers of the web monitor',
  'tls-allow-': 'the clients of this listener',
} as const;
type Inbound = keyof typeof CLIENTS;
const OUTBOUND = 'smtp-tls-allow-';

const ALL_PROTOCOLS = Object.keys(PROTOCOLS) as Protocol[];
const ALL_INBOUND = Object.keys(CLIENTS) as Inbound[];

/** A line that switches a protocol on. */
interface Switch {
  readonly prefix: Inbound | typeof OUTBOUND;
  readonly protocol: Protocol;
  readonly value: string;
}

const textOf = ({ prefix, protocol, value }: Switch): string => quote(`${prefix}${protocol} ${value}`);

const messages = {
  dropped: ({ release, ...line }: Switch & { release: string }) => ({
    message: `${textOf(line)} asks for ${PROTOCOLS[line.protocol]}; as of PowerMTA ${release} the line means nothing, and a release that has dropped it refuses to load the file, so that no mail goes out after a restart; take it out`,
  }),
  inbound: (line: Switch & { prefix: Inbound }) => ({
    message: `${textOf(line)} lets ${CLIENTS[line.prefix]} use ${PROTOCOLS[line.protocol]}: who sits in between may read ${line.prefix === 'http-tls-allow-' ? 'the password of an operator' : 'their passwords and mail'}; 'no' leaves TLS 1.2 and later, which clients have had for ten years`,
  }),
  outbound: ({ extent, ...line }: Switch & { extent: Extent }) => ({
    message: `${textOf(line)} sends mail over ${PROTOCOLS[line.protocol]}: who sits in between may read it; mailbox providers offer TLS 1.2 and later; 'no' forbids it, and a host that knows nothing better then gets its mail in the clear, or not at all where TLS is required${extentWords(extent)}`,
  }),
};

type Context = RuleContext<typeof messages>;

/** `no` in the word that the line has for `yes`. */
function noFor(use: DirectiveUse): string {
  return /true/i.test(use.value ?? '') ? 'false' : 'no';
}

/** Whether the chosen release has dropped the switch: then it has no effect. */
function isDropped({ facts }: DirectiveUse, { version }: Settings): boolean {
  return facts?.removed !== undefined && Number(version) >= Number(facts.removed);
}

function reportDropped({ report }: Context, use: DirectiveUse, line: Switch): void {
  report({
    location: use.nameLocation,
    messageId: 'dropped',
    data: { ...line, release: use.facts?.removed ?? '' },
    fix: () =>
      use.continuation.length > 0
        ? null
        : {
            safety: 'unsafe',
            title: `remove ${line.prefix}${line.protocol}`,
            edits: repeatsOf(use).map((one) => removeLine(one.file, one.line)),
          },
  });
}

function forbidInbound(use: DirectiveUse, directive: string): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const edits = repeatsOf(use).map((one) => replaceValue(one, noFor(one)));
  return { safety: 'safe', title: `set ${directive} to ${noFor(use)}`, edits };
}

function forbidOutbound(model: Model, use: DirectiveUse, directive: string): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const edits = setDirective(model, use.section, directive, noFor(use), use);
  return { safety: 'unsafe', title: `set ${directive} to ${noFor(use)}`, edits };
}

/** The lines in effect for a directive in the sections that allow it, one in each. `<domain>` inherits: `domainLines`. */
function linesInEffect(model: Model, directive: string): DirectiveUse[] {
  const uses = model
    .named(directive)
    .filter(
      ({ broken, facts, section }) =>
        !broken && facts !== undefined && allowsIn(facts, section.scope) !== 'no',
    );
  return [...groupBy(uses, ({ section }) => section).values()].flatMap((group) => holdingOf(group) ?? []);
}

function checkInbound(context: Context, prefix: Inbound, protocol: Protocol): void {
  const directive = prefix + protocol;
  for (const use of linesInEffect(context.model, directive)) {
    const value = canonicalOf(use).value ?? '';
    if (booleanOf(value) !== true) continue;
    const line = { prefix, protocol, value };
    if (isDropped(use, context.settings)) reportDropped(context, use, line);
    else
      context.report({
        location: use.nameLocation,
        messageId: 'inbound',
        data: line,
        fix: () => forbidInbound(use, directive),
      });
  }
}

function checkOutbound(context: Context, protocol: Protocol): void {
  const { model } = context;
  const directive = OUTBOUND + protocol;
  for (const domainLine of domainLines(model, directive)) {
    const { use, value, blocks } = domainLine;
    if (booleanOf(value) !== true || blocks.every((block) => destinationOf(model, block) !== 'others'))
      continue;
    const line = { prefix: OUTBOUND, protocol, value } as const;
    if (isDropped(use, context.settings)) reportDropped(context, use, line);
    else
      context.report({
        location: use.nameLocation,
        messageId: 'outbound',
        data: { ...line, extent: extentOfLine(model, domainLine) },
        fix: () => forbidOutbound(model, use, directive),
      });
  }
}

export const rule = defineRule({
  id: 'legacy-tls',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'SSLv3, TLS 1.0 or TLS 1.1 is switched on',
  requires: [...ALL_INBOUND, OUTBOUND].flatMap((prefix) =>
    ALL_PROTOCOLS.map((protocol) => prefix + protocol),
  ),
  supersedes: ['deprecated-directive', 'version-mismatch'],
  messages,
  check(context) {
    for (const protocol of ALL_PROTOCOLS) {
      for (const prefix of ALL_INBOUND) checkInbound(context, prefix, protocol);
      checkOutbound(context, protocol);
    }
  },
});
