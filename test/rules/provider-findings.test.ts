import { describe, expect, it } from 'vitest';
import { rule as connections } from '../../rules/throttling/high-provider-connections/rule.ts';
import { rule as sums } from '../../rules/throttling/high-provider-connections-per-ip/rule.ts';
import { rule as messages } from '../../rules/throttling/high-messages-per-connection/rule.ts';
import { rule as missingBlock } from '../../rules/throttling/missing-provider-domain/rule.ts';
import { rule as missingRate } from '../../rules/throttling/missing-provider-rate/rule.ts';
import { rule as idle } from '../../rules/throttling/rate-contradicts-connections/rule.ts';
import { limitsOf, providers } from '../../src/catalog/providers.ts';
import { settingsFor, type OwnLimits, type Settings } from '../../src/engine/settings.ts';
import { lintTexts, modelOf } from '../support/lint-texts.ts';
import { fixed, mainWith } from '../support/fixed.ts';

const BASES =
  /\((?:published by the provider|vendor default|experience of other senders|a cautious guess, nothing is published|your own limit in the settings)\)/;
const CONSEQUENCE = /; the provider (?:defers|closes)|and the provider, .* defers or blocks/;

/** Every provider with domains, and a queue of it that is above all figures. */
const withDomains = providers().filter(
  ({ domains = [], operatedBy }) => domains.length > 0 && operatedBy === undefined,
);

/** What rules say of one provider, as a cold sender. */
function said(domain: string, lines: string, settings: Partial<Settings>): readonly string[] {
  const block = `<domain ${domain}>\n ${lines}\n</domain>\n`;
  const vmtas = ['a', 'b'].map(
    (name) => `<virtual-mta ${name}>\n smtp-source-host 192.0.2.1 x.example\n</virtual-mta>\n`,
  );
  const { findings } = lintTexts(
    mainWith(vmtas.join('') + block),
    [connections, sums, messages, missingRate],
    settings,
  );
  return findings.map(({ message }) => message);
}

describe.each(withDomains.map((provider) => [provider.id, provider] as const))(
  'findings about %s',
  (id, provider) => {
    const [domain = ''] = provider.domains ?? [];
    const { maxSmtpOut, maxMsgPerConnection, maxMsgRate } = limitsOf(provider);
    const cold = settingsFor({ preset: 'strict', reputation: 'cold' });

    it('give the limit, its source and what the provider does above it', () => {
      const found = said(domain, 'max-smtp-out 9999\n max-msg-per-connection 99999\n max-msg-rate 0', cold);
      const expected = [maxSmtpOut, maxMsgPerConnection, maxMsgRate?.newIp].filter(
        (limit) => limit !== undefined,
      );
      expect(found).toHaveLength(expected.length);
      for (const message of found) {
        expect(message).toMatch(/\d/);
        expect(message).toMatch(BASES);
        expect(message).toMatch(CONSEQUENCE);
        expect(message).not.toContain('your own limit');
      }
    });

    it('go by limits of the own for it, and call them so', () => {
      const limits: OwnLimits = { maxSmtpOut: 777, maxMsgPerConnection: 7777, maxMsgRate: '7/s' };
      const settings = settingsFor({ preset: 'strict', ownLimits: new Map([[id, limits]]) });
      expect(
        said(domain, 'max-smtp-out 300\n max-msg-per-connection 7777\n max-msg-rate 7/s', settings),
      ).toEqual([]);
      const found = said(
        domain,
        'max-smtp-out 9999\n max-msg-per-connection 99999\n max-msg-rate 8/s',
        settings,
      );
      expect(found).toHaveLength(3);
      for (const message of found) {
        expect(message).toMatch(
          /above (?:777 connections|7,777 messages|7\/s) .*\(your own limit in the settings\)/,
        );
        expect(message).toMatch(CONSEQUENCE);
      }
    });

    it.skipIf(maxSmtpOut === undefined)('show a sum over VMTAs as a sum', () => {
      const most = maxSmtpOut?.cold ?? 0;
      const [message = '', ...rest] = said(
        domain,
        `max-smtp-out ${most}\n max-msg-per-connection 1\n max-msg-rate 1/h`,
        cold,
      );
      expect(rest).toEqual([]);
      if (provider.group === true) return;
      expect(message).toContain(
        `up to ${2 * most} connections to ${provider.name} leave from 192.0.2.1 at once: ${most} of `,
      );
      expect(message).toContain('in each of 2 VMTAs');
      expect(message).toMatch(BASES);
      expect(message).toMatch(CONSEQUENCE);
    });
  },
);

it('writes blocks with the limits of the settings, each provider with its own reputation', () => {
  const settings = settingsFor({
    reputation: 'established',
    ownLimits: new Map<string, OwnLimits>([
      ['google', { maxSmtpOut: 33, maxMsgPerConnection: 44, maxMsgRate: '5500/h' }],
      ['yahoo', { reputation: 'cold' }],
    ]),
  });
  const rules = [missingBlock, connections, messages, missingRate, idle];
  const { text, left } = fixed(mainWith('<domain *>\n max-smtp-out 20\n</domain>\n'), rules, settings);
  expect(left).toEqual([]);
  const model = modelOf(text);
  const values = (domain: string): (string | null)[] =>
    ['max-smtp-out', 'max-msg-per-connection', 'max-msg-rate'].map((name) =>
      model.queueOf(domain, null).queue.value(name),
    );
  // Connections are no more than <domain *> had.
  expect(values('gmail.com')).toEqual(['20', '44', '5500/h']);
  expect(values('yahoo.com')).toEqual(['5', '20', '500/h']);
  expect(values('hotmail.com')).toEqual(['20', '50', 'unlimited']);
});
