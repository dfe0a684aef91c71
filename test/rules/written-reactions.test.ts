import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { rule as uncovered } from '../../rules/patterns/uncovered-provider-reply/rule.ts';
import { rule as missingBackoff } from '../../rules/throttling/missing-backoff/rule.ts';
import { rule as missingBlock } from '../../rules/throttling/missing-provider-domain/rule.ts';
import { providers, type Provider } from '../../src/catalog/providers.ts';
import { repliesOf, wantsReaction, type Reply } from '../../src/catalog/replies.ts';
import { readRuleChoice } from '../../src/engine/rule-choice.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { settingsFor, type Preset, type Settings } from '../../src/engine/settings.ts';
import { effectiveListOf } from '../../src/model/queues/backoff.ts';
import type { PatternRule } from '../../src/model/lists/pattern-lists.ts';
import { patternRulesIn } from '../../src/model/lists/pattern-lists.ts';
import { matches } from '../../src/patterns/matches.ts';
import { pattern } from '../patterns/reading.ts';
import { lintTexts, modelOf } from '../support/lint-texts.ts';
import { fixed } from '../support/fixed.ts';

const PRESETS: readonly Preset[] = ['recommended', 'strict', 'all'];

/** One address, or two so that one of them can be rested. */
const ADDRESSES = ['one address', 'two addresses'] as const;

/** Every provider whose mail can be recognised by its domains, and whose replies want a reaction. */
const known = providers().filter(
  ({ id, domains = [], operatedBy }) =>
    domains.length > 0 && operatedBy === undefined && repliesOf(id).some(wantsReaction),
);

function settingsOf({ id }: Provider, preset: Preset): Settings {
  const others = settingsFor({ preset }).providers.map((other) => [other, false] as const);
  return settingsFor({
    preset,
    providers: new Map([...others, [id, true]]),
    readRuleChoice: (text) => readRuleChoice(text, rules),
  });
}

function configuration(addresses: (typeof ADDRESSES)[number], text: string): string {
  const second = addresses === 'two addresses' ? '    smtp-source-host 192.0.2.2 b.example.com\n' : '';
  return `${HEAD}<virtual-mta a>\n    smtp-source-host 192.0.2.1 a.example.com\n${second}</virtual-mta>\n${text}`;
}

/** All mail goes through one VMTA. */
const HEAD = `log-file /var/log/pmta/log
<spool /var/spool/pmta>
</spool>
<source 127.0.0.1>
    always-allow-relaying yes
    default-virtual-mta a
</source>
`;

const LIST = '<smtp-pattern-list x>\n    reply /^999 what nobody says$/ mode=backoff\n</smtp-pattern-list>\n';

/** What makes each of our fixes write rules for a provider's replies, by the rule whose fix it is. */
function starts({ domains = [] }: Provider): readonly (readonly [Rule, string])[] {
  const [domain = ''] = domains;
  return [
    [missingBackoff, `<domain ${domain}>\n    max-smtp-out 2\n</domain>\n`],
    [
      uncovered,
      `${LIST}<domain ${domain}>\n    smtp-pattern-list x\n    backoff-max-msg-rate 1/m\n    backoff-to-normal-after 1h\n</domain>\n`,
    ],
    [missingBlock, '<domain example.org>\n    max-smtp-out 2\n</domain>\n'],
  ];
}

/** The rules that meet the replies of a provider, without those of the start. */
function rulesFor(text: string, domain: string): PatternRule[] {
  const model = modelOf(text);
  const sections = effectiveListOf(model, model.queueOf(domain, 'a').queue)?.sections ?? [];
  return sections
    .flatMap((section) => patternRulesIn(model, section))
    .filter(({ source }) => !source.startsWith('^999'));
}

function reactionTo({ remedy }: Reply, addresses: (typeof ADDRESSES)[number]): string {
  if (remedy === 'skip-mx') return 'skip-mx';
  return remedy === 'disable-source-ip' && addresses === 'two addresses' ? 'disable-source-ip' : 'mode';
}

/** What PowerMTA does on a reply: the actions of all rules that match it. */
function actionsOn(written: readonly PatternRule[], { example }: Reply): string[] {
  return written.flatMap(({ source, actions }) =>
    matches(pattern(source), example) === true ? actions.map(({ name }) => name) : [],
  );
}

describe.each(known.map((provider) => [provider.id, provider] as const))(
  'the patterns that fixes write for %s',
  (id, provider) => {
    const [domain = ''] = provider.domains ?? [];
    const cases = ADDRESSES.flatMap((addresses) =>
      starts(provider).map(([rule, text]) => ({
        addresses,
        written: `the fix of ${rule.id}`,
        ...fixed(configuration(addresses, text), [rule], settingsOf(provider, 'strict')),
      })),
    );

    it.each(cases)(
      'react to every throttling and block for reputation: $written, $addresses',
      ({ addresses, text }) => {
        const written = rulesFor(text, domain);
        const missing = repliesOf(id)
          .filter(wantsReaction)
          .filter((reply) => !actionsOn(written, reply).includes(reactionTo(reply, addresses)));
        expect(missing).toEqual([]);
      },
    );

    it.each(cases)(
      'leave alone what a retry or a bounce handles, also of software that many run: $written, $addresses',
      ({ text }) => {
        const written = rulesFor(text, domain);
        expect(written.length).toBeGreaterThan(0);
        const caught = [...repliesOf(id), ...repliesOf('any')]
          .filter(({ remedy }) => remedy === 'bounce' || remedy === 'retry')
          .filter((reply) => actionsOn(written, reply).length > 0);
        expect(caught).toEqual([]);
      },
    );

    it.each(cases)('are flagged by no rule in any preset: $written, $addresses', ({ text }) => {
      const lines = rulesFor(text, domain).map(({ line }) => line);
      for (const preset of PRESETS) {
        const { findings } = lintTexts(text, rules, settingsOf(provider, preset));
        const flagged = findings.filter(({ start, end }) =>
          lines.some((line) => line.start < end && start < line.end),
        );
        expect(flagged).toEqual([]);
      }
    });

    it.each(cases)('are all that the provider asks for: $written, $addresses', ({ text, left }) => {
      expect(left).toEqual([]);
      expect(lintTexts(text, [uncovered, missingBackoff], settingsOf(provider, 'all')).findings).toEqual([]);
    });
  },
);

it.each(ADDRESSES)('one list for the customers of several providers does all that too: %s', (addresses) => {
  const settings = settingsFor({ preset: 'strict' });
  const text = configuration(addresses, '<domain *>\n    max-smtp-out 2\n</domain>\n');
  const written = rulesFor(fixed(text, [missingBackoff], settings).text, 'example.org');
  const hosting = known.filter(
    ({ id, hostedBusiness }) => hostedBusiness === true && settings.providers.includes(id),
  );
  expect(hosting.length).toBeGreaterThan(2);
  for (const { id } of hosting) {
    for (const reply of repliesOf(id)) {
      if (wantsReaction(reply)) expect(actionsOn(written, reply)).toContain(reactionTo(reply, addresses));
      if (reply.remedy === 'bounce' || reply.remedy === 'retry')
        expect(actionsOn(written, reply), reply.id).toEqual([]);
    }
  }
});

it('there are many such providers', () => {
  expect(known.length).toBeGreaterThan(20);
});
