import { count, defineRule, effectiveOf, quote } from '../../kit.ts';

/** Outgoing connections that PowerMTA opens at most under a Standard licence, whatever the configuration says. */
const STANDARD = 200;

export const rule = defineRule({
  id: 'license-ceiling',
  category: 'names',
  severity: 'info',
  preset: 'recommended',
  fixes: [],
  summary: 'more connections than the licence allows or the guide advises for the whole server',
  options: {
    licence: {
      type: 'word',
      values: ['enterprise', 'standard'],
      default: 'enterprise',
      summary: 'the PowerMTA licence: under standard no more than 200 outgoing connections are opened',
    },
    maxOut: { type: 'integer', default: 7500, min: 1, summary: 'the most outgoing connections' },
    maxIn: { type: 'integer', default: 100, min: 1, summary: 'the most incoming connections' },
  },
  requires: ['total-max-smtp-out', 'total-max-smtp-in'],
  messages: {
    overLicence: ({ line }: { line: string }) => ({
      message: `${quote(line)} is more than a Standard licence allows; PowerMTA stays at ${count(STANDARD, 'connection')}, and mail goes out more slowly than this line promises`,
    }),
    tooManyIn: ({ line, limit }: { line: string; limit: number }) => ({
      message: `${quote(line)} lets in more than ${count(limit, 'connection')} at once, where the guide advises to stay; the server then takes in mail faster than it sends it, and deliveries wait for the disk`,
    }),
    tooManyOut: ({ line, limit }: { line: string; limit: number }) => ({
      message: `${quote(line)} is above ${count(limit, 'connection')}, the most that the guide advises; what is open beyond that slows the server down, and all deliveries with it`,
    }),
  },
  check({ model, optionsIn, report }) {
    for (const directive of ['total-max-smtp-out', 'total-max-smtp-in']) {
      const uses = model.root.named(directive).filter(({ value, broken }) => value !== null && !broken);
      const use = effectiveOf(uses);
      const value = use?.canonical.value;
      if (use === undefined || value == null || !/^\d+$/.test(value)) continue;
      const options = optionsIn(use.file);
      const location = use.nameLocation;
      const line = `${use.name} ${value}`;
      const isIn = directive === 'total-max-smtp-in';
      const limit = options.number(isIn ? 'maxIn' : 'maxOut');
      if (!isIn && options.valueOf('licence') === 'standard' && Number(value) > STANDARD)
        report({ location, messageId: 'overLicence', data: { line } });
      else if (Number(value) > limit)
        report({ location, messageId: isIn ? 'tooManyIn' : 'tooManyOut', data: { line, limit } });
    }
  },
});
