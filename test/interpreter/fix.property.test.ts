import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { PROVED_EFFECTS } from '../../src/engine/finding.ts';
import { settingsFor, type Choices } from '../../src/engine/settings.ts';
import { fixFiles } from '../../src/fix/passes.ts';
import { loadConfigurations } from '../../src/model/project.ts';
import { filesOf, type Texts } from '../support/lint-texts.ts';
import { runs } from '../support/property-runs.ts';
import { entersBackoff, isLooser, LOOSER } from './arithmetic.ts';
import { parts, textsOf } from './configurations.ts';
import { domainsOf, interpreted, queueOf, valueOf, type Configuration, type Queue } from './interpreter.ts';

const FOLDER = '/etc/pmta/';

/** The normal setting that each setting of backoff takes the place of. */
const NORMAL: Readonly<Record<string, string>> = {
  'backoff-max-smtp-out': 'max-smtp-out',
  'backoff-max-msg-rate': 'max-msg-rate',
  'backoff-max-connect-rate': 'max-connect-rate',
  'backoff-max-data-volume-rate': 'max-data-volume-rate',
  'backoff-retry-after': 'retry-after',
};

/** The files after all proved fixes. */
function fixed(texts: Texts, choices: Choices): Texts {
  const { changed } = fixFiles({
    files: filesOf(texts),
    load: (files) => loadConfigurations([files.read(`${FOLDER}config`)], files, { version: '5.0' }),
    rules,
    settings: settingsFor(choices),
    effects: PROVED_EFFECTS,
  });
  const after = changed.map(({ file, text }) => [file.path.slice(FOLDER.length), text] as const);
  return { ...texts, ...Object.fromEntries(after) };
}

/** What is looser in one queue. A queue that gets a way into backoff must not be faster there than it was. */
function looserIn(was: Queue, is: Queue, old: Configuration, now: Configuration): string[] {
  const [slowed, slows] = [entersBackoff(was, old), entersBackoff(is, now)];
  const lost = slowed && !slows ? ['no way into backoff'] : [];
  const looser = Object.keys(LOOSER).flatMap((directive) => {
    const normal = NORMAL[directive];
    if (normal !== undefined && !slows) return [];
    const to = valueOf(is, directive);
    const before =
      normal === undefined || slowed
        ? [valueOf(was, directive)]
        : // Neither faster than what the queue was, nor than what it is outside of backoff.
          [valueOf(was, normal), valueOf(is, normal)];
    return before.flatMap((from) =>
      from !== null && to !== null && isLooser(directive, from, to) ? [`${directive} ${from} -> ${to}`] : [],
    );
  });
  return [...lost, ...looser];
}

function looser(before: Configuration, after: Configuration): string[] {
  const domains = [...new Set([...domainsOf(before), ...domainsOf(after)])];
  return [undefined, ...before.vmtas].flatMap((vmta) =>
    domains
      .filter((domain) => !/\.(?:queue|rollup)$/.test(domain))
      .flatMap((domain) =>
        looserIn(queueOf(before, domain, vmta), queueOf(after, domain, vmta), before, after).map(
          (what) => `${domain}/${vmta ?? '{default}'} ${what}`,
        ),
      ),
  );
}

describe.each<[string, Choices]>([
  ['recommended', { preset: 'recommended' }],
  ['strict, with IPs that nobody knows', { preset: 'strict', reputation: 'cold' }],
  ['strict, with IPs of established reputation', { preset: 'strict', reputation: 'established' }],
])('preset %s', (_, choices) => {
  it('proved fixes make no queue looser', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const texts = textsOf(some);
        const after = fixed(texts, choices);
        expect(looser(interpreted(texts), interpreted(after)), after.config).toEqual([]);
      }),
      { numRuns: runs(50) },
    );
  });
});

/** What is looser after all fixes of a configuration. */
function loosened(text: string, choices: Choices): string[] {
  const texts = { config: `log-file /l\n<spool /s>\n</spool>\n${text}` };
  return looser(interpreted(texts), interpreted(fixed(texts, choices)));
}

it('a fix that adds a list leaves no value in effect that is too fast, in a block for several domains', () => {
  const text =
    'domain-macro isp hotmail.com, shop.example\n<domain hotmail.com>\n</domain>\n<domain *>\n</domain>\n<domain $isp>\n  backoff-retry-after 5s\n</domain>\n';
  expect(loosened(text, { preset: 'recommended' })).toEqual([]);
});

it('a fix that adds a list and one that lowers the normal connections make no queue faster in backoff', () => {
  const text =
    'host-name mta.example.org\nrun-as-root no\nsmtp-listener 192.0.2.1:25\n<domain *>\n</domain>\n<domain *.com>\n</domain>\n<domain gmail.com>\n  backoff-max-smtp-out 200\n  queue-to gmail.com\n</domain>\n';
  expect(loosened(text, { preset: 'recommended', reputation: 'established' })).toEqual([]);
});
