import {
  booleanOf,
  changeSetting,
  dataOfLine,
  defineRule,
  destinationOf,
  domainBlocks,
  domainLines,
  extentWords,
  lineFor,
  listOf,
  providerQueuesOf,
  providers,
  pushTo,
  quote,
  valueFor,
} from '../../kit.ts';
import { deliveryBy } from '../../../src/model/queues/domain-lines.ts';
import type { DirectiveUse, Line, LineData, Model, Provider, RuleContext, SectionUse } from '../../kit.ts';

/** The providers whose queues a line switches TLS off for. Mail that falls to `<domain *>` is not theirs alone. */
function providersByLine(model: Model): Map<Line, Provider[]> {
  const queues = providerQueuesOf(model);
  const found = new Map<Line, Provider[]>();
  for (const provider of providers()) {
    if (!queues.names(provider)) continue;
    const lines = queues
      .of(provider)
      .flatMap(({ queue, routedBy }) =>
        routedBy === 'default' || deliveryBy((directive) => queue.value(directive)) !== 'others'
          ? []
          : (queue.use('use-starttls')?.line ?? []),
      );
    for (const line of new Set(lines)) pushTo(found, line, provider);
  }
  return found;
}

/** Names of providers. */
interface MailData extends LineData {
  /** Null for all domains that no other block sets it for. */
  readonly providers: readonly string[] | null;
  readonly requireTls: readonly string[];
}

const messages = {
  cleartextMail: ({ value, providers, requireTls, extent }: MailData) => ({
    message: `${quote(`use-starttls ${value}`)} sends the mail for ${
      providers === null ? 'all domains without a block that says otherwise' : listOf(providers, 4)
    } in the clear; ${
      requireTls.length > 0
        ? `TLS is expected by ${listOf(requireTls, 4)}, and mail without it may be held up or refused`
        : 'anyone on the way can read it, and mailbox providers mark it as not encrypted'
    }; 'yes' encrypts wherever the receiver offers it${extentWords(extent)}`,
  }),
  cleartextPassword: ({ requiresTls }: { requiresTls: boolean }) => ({
    message: `'use-unencrypted-plain-auth' beside 'auth-username' lets the password go over a connection without TLS, and whoever reads it sends mail in your name; ${
      requiresTls
        ? "only 'require-starttls yes' stands in between: take it out"
        : "take it out, and ask for TLS with 'require-starttls yes'"
    }`,
  }),
};

const namesOf = (list: readonly Provider[]): string[] => list.map(({ name }) => name);

function checkMail({ model, optionsIn, report }: RuleContext<typeof messages>): void {
  const lines = domainLines(model, 'use-starttls').filter(({ value }) => booleanOf(value) === false);
  if (lines.length === 0) return;
  const ofProviders = providersByLine(model);
  for (const line of lines) {
    const { use, blocks } = line;
    const options = optionsIn(use.file);
    const isIgnored = (name: string): boolean => options.includes('ignore', name);
    const named = (ofProviders.get(use.line) ?? []).filter(({ id }) => !isIgnored(id));
    const reported = blocks.filter(
      (block) => !isIgnored(block.argument ?? '') && destinationOf(model, block) === 'others',
    );
    const forAll = reported.some(({ argument }) => model.macros.expand(argument ?? '').names.includes('*'));
    if (reported.length === 0 || (!forAll && named.length === 0)) continue;
    report({
      location: use.nameLocation,
      messageId: 'cleartextMail',
      data: {
        ...dataOfLine(model, line),
        providers: forAll ? null : namesOf(named),
        requireTls: namesOf(named.filter(({ requiresTls }) => requiresTls === true)),
      },
      fix: () => changeSetting(model, use, 'use-starttls', 'yes'),
    });
  }
}

/** The line that lets a password go without TLS from the queues of a block; null where none is sent to others. */
function openPassword(model: Model, block: SectionUse): DirectiveUse | null {
  const own = block.settings;
  if (!own.has('use-unencrypted-plain-auth') && !own.has('auth-username')) return null;
  const use = lineFor(model, block, 'use-unencrypted-plain-auth');
  const isOpen = booleanOf(valueFor(model, block, 'use-unencrypted-plain-auth')) === true;
  const hasUser = valueFor(model, block, 'auth-username') !== '';
  return isOpen && hasUser && destinationOf(model, block) === 'others' ? use : null;
}

function checkPasswords({ model, report }: RuleContext<typeof messages>): void {
  const seen = new Set<Line>();
  for (const block of domainBlocks(model)) {
    const use = openPassword(model, block);
    if (use === null || seen.has(use.line)) continue;
    seen.add(use.line);
    report({
      location: use.nameLocation,
      severity: 'error',
      messageId: 'cleartextPassword',
      data: { requiresTls: booleanOf(valueFor(model, block, 'require-starttls')) === true },
    });
  }
}

export const rule = defineRule({
  id: 'tls-off',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'mail, or the password for a relay, goes out without encryption',
  options: {
    ignore: {
      type: 'names',
      default: [],
      summary: 'providers (by id) and <domain> tags (their argument) that may stay without TLS',
    },
  },
  messages,
  check(context) {
    checkMail(context);
    checkPasswords(context);
  },
});
