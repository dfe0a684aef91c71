import {
  allowsIn,
  booleanOf,
  dataOfLine,
  defineRule,
  destinationOf,
  domainLines,
  extentWords,
  groupBy,
  effectiveOf,
  quote,
  removeLine,
  repeatsOf,
  replaceValue,
  setDirective,
} from '../../kit.ts';
import type { DirectiveUse, DomainLine, LineData, Model, RuleFix, Settings } from '../../kit.ts';

/** The protocols, by the end of a switch's name. */
const PROTOCOLS = {
  sslv3: 'SSLv3, which is broken and has been retired (RFC 7568)',
  tlsv1: 'TLS 1.0, which is broken and has been retired (RFC 8996)',
  'tlsv1.1': 'TLS 1.1, which is broken and has been retired (RFC 8996)',
} as const;
type Protocol = keyof typeof PROTOCOLS;

/** Whose connections a switch is for, by the start of its name. */
const CLIENTS: Readonly<Record<string, string>> = {
  'smtp-server-tls-allow-': 'hosts that hand in mail',
  'http-tls-allow-': 'browsers of the web monitor',
  'tls-allow-': 'the clients of this listener',
};
const OUTBOUND = 'smtp-tls-allow-';

const SWITCHES = (Object.keys(PROTOCOLS) as Protocol[]).flatMap((protocol) =>
  [...Object.keys(CLIENTS), OUTBOUND].map((prefix) => ({ prefix, protocol, directive: prefix + protocol })),
);

interface Data extends LineData {
  readonly directive: string;
  readonly protocol: Protocol;
}

const lineText = ({ directive, value }: Data): string => quote(`${directive} ${value}`);

/** The lines in effect in the sections that allow a directive, one in each. */
function inboundLines(model: Model, directive: string): DomainLine[] {
  const uses = model
    .named(directive)
    .filter(
      (use) => !use.broken && use.facts !== undefined && allowsIn(use.facts, use.section.scope) !== 'no',
    );
  return [...groupBy(uses, ({ section }) => section)].flatMap(([section, group]) => {
    const use = effectiveOf(group);
    return use === undefined ? [] : [{ use, value: use.canonical.value ?? '', blocks: [section] }];
  });
}

/** The lines of `<domain>` blocks whose mail goes to hosts of others. */
function outboundLines(model: Model, directive: string): DomainLine[] {
  return domainLines(model, directive).filter(({ blocks }) =>
    blocks.some((block) => destinationOf(model, block) === 'others'),
  );
}

/** Whether the chosen release has dropped the switch: then it has no effect. */
function isDropped({ facts }: DirectiveUse, { version }: Settings): boolean {
  return facts?.removed !== undefined && Number(version) >= Number(facts.removed);
}

function remove(use: DirectiveUse, directive: string): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const edits = repeatsOf(use).map((one) => removeLine(one.file, one.line));
  return { effect: 'unsafe', title: `remove ${directive}`, edits };
}

/** `no` in the word that the line has for `yes`. */
function noFor(use: DirectiveUse): string {
  return /true/i.test(use.value ?? '') ? 'false' : 'no';
}

function forbid(model: Model, use: DirectiveUse, directive: string, isOutbound: boolean): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const edits = isOutbound
    ? setDirective(model, use.section, directive, noFor(use), use)
    : repeatsOf(use).map((one) => replaceValue(one, noFor(one)));
  const lost = isOutbound ? 'servers' : 'clients';
  const title = `set ${directive} to ${noFor(use)}: ${lost} that know nothing newer lose encryption or access`;
  return { effect: 'unsafe', title, edits };
}

export const rule = defineRule({
  id: 'legacy-tls',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'SSLv3, TLS 1.0 or TLS 1.1 is switched on',
  requires: SWITCHES.map(({ directive }) => directive),
  supersedes: ['deprecated-directive', 'version-mismatch'],
  messages: {
    dropped: ({ release, ...line }: Data & { release: string }) => ({
      message: `${lineText(line)} asks for ${PROTOCOLS[line.protocol]}; as of PowerMTA ${release} the line means nothing, and a release that has dropped it refuses to load the file, so that no mail goes out after a restart; take it out`,
    }),
    inbound: ({ prefix, ...line }: Data & { prefix: string }) => ({
      message: `${lineText(line)} lets ${CLIENTS[prefix] ?? ''} use ${PROTOCOLS[line.protocol]}: who sits in between may read ${prefix === 'http-tls-allow-' ? 'the password of an operator' : 'their passwords and mail'}; 'no' leaves TLS 1.2 and later, which clients have had for ten years`,
    }),
    outbound: (line: Data) => ({
      message: `${lineText(line)} sends mail over ${PROTOCOLS[line.protocol]}: who sits in between may read it; mailbox providers offer TLS 1.2 and later; 'no' forbids it, and a host that knows nothing better then gets its mail in the clear, or not at all where TLS is required${extentWords(line.extent)}`,
    }),
  },
  check({ model, settings, report }) {
    for (const { prefix, protocol, directive } of SWITCHES) {
      const isOutbound = prefix === OUTBOUND;
      for (const line of (isOutbound ? outboundLines : inboundLines)(model, directive)) {
        const { use } = line;
        if (booleanOf(line.value) !== true) continue;
        const location = use.nameLocation;
        const data = { ...dataOfLine(model, line), directive, protocol };
        if (isDropped(use, settings)) {
          const release = use.facts?.removed ?? '';
          report({
            location,
            messageId: 'dropped',
            data: { ...data, release },
            fix: () => remove(use, directive),
          });
          continue;
        }
        report({
          location,
          ...(isOutbound
            ? { messageId: 'outbound', data }
            : { messageId: 'inbound', data: { ...data, prefix } }),
          fix: () => forbid(model, use, directive, isOutbound),
        });
      }
    }
  },
});
