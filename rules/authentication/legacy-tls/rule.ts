import {
  booleanOf,
  canonicalOf,
  destinationOf,
  type DirectiveUse,
  type DomainLine,
  domainLines,
  editsOf,
  extentOfLine,
  extentWords,
  type Model,
  Plan,
  quote,
  removeLine,
  repeatsOf,
  replaceValue,
  type Rule,
  type RuleContext,
  type RuleFix,
  type Settings,
} from '../../kit.ts';
import { holdingLines } from './effective-lines.ts';

/** By the end of a switch's name, the protocol and what retired it. */
const PROTOCOLS: Readonly<Record<string, { readonly name: string; readonly rfc: string }>> = {
  sslv3: { name: 'SSLv3', rfc: 'RFC 7568' },
  tlsv1: { name: 'TLS 1.0', rfc: 'RFC 8996' },
  'tlsv1.1': { name: 'TLS 1.1', rfc: 'RFC 8996' },
};

/** By what the names of the switches begin, whose connections they are for. */
const INBOUND = {
  'smtp-server-tls-allow-': 'hosts that hand in mail',
  'http-tls-allow-': 'browsers of the web monitor',
  'tls-allow-': 'the clients of this listener',
} as const;
const OUTBOUND = 'smtp-tls-allow-';

/** `TLS 1.0, which … (RFC 8996)`. */
function protocolOf(directive: string): string {
  const { name, rfc } = PROTOCOLS[directive.slice(directive.indexOf('-allow-') + '-allow-'.length)] ?? {
    name: '',
    rfc: '',
  };
  return `${name}, which is broken and has been retired (${rfc})`;
}

/** `no` in the word that the line has for `yes`. */
function noFor(use: DirectiveUse): string {
  return /true/i.test(use.value ?? '') ? 'false' : 'no';
}

/** Whether the chosen release has dropped the switch: then it lets nobody in, and the line is in the way. */
function isDropped({ facts }: DirectiveUse, { version }: Settings): boolean {
  return facts?.removed !== undefined && Number(version) >= Number(facts.removed);
}

function reportDropped({ report }: RuleContext, use: DirectiveUse, directive: string, value: string): void {
  report({
    location: { file: use.file, range: use.nameRange },
    message: `${quote(`${directive} ${value}`)} asks for ${protocolOf(directive)}; as of PowerMTA ${use.facts?.removed ?? ''} the line means nothing, and a release that has dropped it refuses to load the file, so that no mail goes out after a restart; take it out`,
    fix: () =>
      use.continuation.length > 0
        ? null
        : {
            safety: 'unsafe',
            title: `remove ${directive}`,
            edits: repeatsOf(use).map((one) => removeLine(one.file, one.line)),
          },
  });
}

function forbidInbound(use: DirectiveUse, directive: string): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const edits = repeatsOf(use).map((one) => replaceValue(one, noFor(one)));
  return { safety: 'safe', title: `set ${directive} to ${noFor(use)}`, edits };
}

function forbidOutbound(model: Model, { use }: DomainLine, directive: string): RuleFix | null {
  if (use.continuation.length > 0) return null;
  const plan = new Plan(model);
  plan.set(use.section, directive, noFor(use));
  return { safety: 'unsafe', title: `set ${directive} to ${noFor(use)}`, edits: editsOf(plan, use) };
}

function checkInbound(context: RuleContext, directive: string, whose: string): void {
  const { model, report } = context;
  for (const use of holdingLines(model, directive)) {
    const value = canonicalOf(use).value ?? '';
    if (booleanOf(value) !== true) continue;
    if (isDropped(use, context.settings)) {
      reportDropped(context, use, directive, value);
      continue;
    }
    const secret = directive.startsWith('http') ? 'the password of an operator' : 'their passwords and mail';
    report({
      location: { file: use.file, range: use.nameRange },
      message: `${quote(`${directive} ${value}`)} lets ${whose} use ${protocolOf(directive)}: who sits in between may read ${secret}; 'no' leaves TLS 1.2 and later, which clients have had for ten years`,
      fix: () => forbidInbound(use, directive),
    });
  }
}

function checkOutbound(context: RuleContext, directive: string): void {
  const { model, report } = context;
  for (const line of domainLines(model, directive)) {
    const { use, value, blocks } = line;
    if (booleanOf(value) !== true || blocks.every((block) => destinationOf(model, block) !== 'others'))
      continue;
    if (isDropped(use, context.settings)) {
      reportDropped(context, use, directive, value);
      continue;
    }
    report({
      location: { file: use.file, range: use.nameRange },
      message: `${quote(`${directive} ${value}`)} sends mail over ${protocolOf(directive)}: who sits in between may read it; mailbox providers offer TLS 1.2 and later; 'no' forbids it, and a host that knows nothing better then gets its mail in the clear, or not at all where TLS is required${extentWords(extentOfLine(model, line))}`,
      fix: () => forbidOutbound(model, line, directive),
    });
  }
}

const SUFFIXES = Object.keys(PROTOCOLS);

export const rule: Rule = {
  id: 'legacy-tls',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'SSLv3, TLS 1.0 or TLS 1.1 is switched on',
  requires: [...Object.keys(INBOUND), OUTBOUND].flatMap((name) => SUFFIXES.map((suffix) => name + suffix)),
  supersedes: ['deprecated-directive', 'version-mismatch'],
  check(context) {
    for (const suffix of SUFFIXES) {
      for (const [name, whose] of Object.entries(INBOUND)) checkInbound(context, name + suffix, whose);
      if (context.model.named(OUTBOUND + suffix).length > 0) checkOutbound(context, OUTBOUND + suffix);
    }
  },
};
