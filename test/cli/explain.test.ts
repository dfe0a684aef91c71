import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { inventedNames } from '../../src/catalog/invented.ts';
import { providers } from '../../src/catalog/providers.ts';
import { replies } from '../../src/catalog/replies.ts';
import { directiveNames } from '../../src/catalog/directives.ts';
import { patternActions, predefinedCategories, sectionNames } from '../../src/catalog/sections.ts';
import { run } from './run.ts';

async function explained(name: string, terminal?: number): Promise<string> {
  const { stdout, stderr, exitCode } = await run(
    ['explain', name],
    terminal === undefined ? {} : { terminal },
  );
  expect([stderr, exitCode]).toEqual(['', 0]);
  return stdout;
}

describe('explain', () => {
  it('prints what is known of a directive', async () => {
    const text = await explained('MAX-SMTP-OUT');
    expect(text).toMatch(/^max-smtp-out \(directive\)\n/);
    expect(text).toMatch(/\n {2}stands in {3}<domain>/);
    expect(text).toMatch(/\n {2}value {7}\S/);
    expect(text).toMatch(/\n {2}default {5}20\n/);
    expect(text).toMatch(/\n {2}known from {2}the PowerMTA user’s guide\n$/);
    expect(await explained('max-msg-per-hour')).toMatch(/\n {2}deprecated {2}use max-msg-rate/);
  });

  it('prints what is known of a section, also when it is written as a tag', async () => {
    const text = await explained('virtual-mta-pool');
    expect(text).toMatch(/^<virtual-mta-pool> \(section\)\n\n {2}tag {9}<virtual-mta-pool …>/);
    expect(text).toMatch(/\n {2}stands in {3}the top level\n/);
    for (const tag of ['<virtual-mta-pool>', '</virtual-mta-pool>', '<virtual-mta-pool x>']) {
      expect(await explained(tag)).toBe(text);
    }
  });

  it('prints both where a name is both', async () => {
    const text = await explained('domain');
    expect(text).toMatch(/^domain \(directive\)\n/);
    expect(text).toContain('\n\n<domain> (section)\n');
  });

  it('prints the page of a rule, with examples under what they show', async () => {
    const text = await explained('open-relay');
    expect(text).toMatch(/^open-relay\n\n/);
    expect(text).toContain('\n\nWhy it matters\n');
    expect(text).toContain('\nReported:\n    <source 0/0>\n');
    expect(text).not.toMatch(/```|^#/m);
  });

  it('removes the markup of running text, and keeps asterisks in code', async () => {
    const text = (await explained('missing-provider-domain')).replace(/\s+/g, ' ');
    expect(text).toContain('their mail gets the settings of <domain *>, or the defaults');
    expect(text).toContain('preset strict adds');
  });

  it('has colours and the width of a terminal, and neither in a pipe', async () => {
    const narrow = await explained('virtual-mta-pool', 60);
    expect(narrow).toContain('\u001b[1m<virtual-mta-pool>');
    expect(await explained('virtual-mta-pool')).not.toContain('\u001b');
    const { stdout } = await run(['explain', 'domain', '--no-color'], { terminal: 60 });
    expect(stdout).not.toContain('\u001b');
  });

  it('prints something for every rule, directive, section, action and category', async () => {
    const texts = async (names: Iterable<string>): Promise<string> => {
      const pages = await Promise.all(Array.from(names, (name) => explained(name)));
      expect(Math.min(...pages.map((page) => page.length))).toBeGreaterThan(60);
      return pages.join('');
    };
    expect(await texts(rules.map(({ id }) => id))).not.toContain('[object');
    const facts = await texts(new Set([...directiveNames(), ...sectionNames()]));
    const actions = patternActions().flatMap(
      ({ name, values }) => values?.map((value) => `${name}=${value}`) ?? [name],
    );
    const words = await texts([...actions, ...predefinedCategories()]);
    expect(words.match(/\((?:action|bounce category)\)\n\S/g)).toHaveLength(
      actions.length + predefinedCategories().length,
    );
    expect(facts + words).not.toMatch(/: undefined|undefined(?:,|$)|\[object|NaN/m);
  });

  it('prints what an action of a pattern list does, and where it is allowed', async () => {
    const text = await explained('Mode=BACKOFF');
    expect(text).toMatch(/^mode=backoff \(action\)\nPuts the queue into backoff: /);
    expect(text).toMatch(/\n {2}stands in {3}a rule of an <smtp-pattern-list>/);
    expect(text).toMatch(/\n {2}written {5}reply \/PATTERN\/ mode=backoff\n/);
    expect(text).toContain('mode=normal');
    expect(await explained('reenable-after=4h')).toMatch(
      /\n {2}written {5}reply \/PATTERN\/ disable-source-ip,reenable-after=1h\n {2}default {5}never\n/,
    );
    expect(await explained('mode')).toMatch(/^mode=normal \(action\)\n[^]*\n\nmode=backoff \(action\)\n/);
  });

  it('prints directive and action where a name is both', async () => {
    expect(await explained('backoff-to-normal-after')).toMatch(
      /^backoff-to-normal-after \(directive\)\n[^]*\n\nbackoff-to-normal-after \(action\)\n/,
    );
    expect(await explained('backoff-to-normal-after=1h')).toMatch(/^backoff-to-normal-after \(action\)\n/);
  });

  it('prints what is counted under a bounce category', async () => {
    const text = await explained('quota-issues');
    expect(text).toMatch(/^quota-issues \(bounce category\)\nThe mailbox is full/);
    expect(text).toMatch(/\n {2}stands in {3}<bounce-category-patterns>, behind a pattern; /);
    expect(text).toContain('bounceCat');
  });

  it('prints what an invented name means, with the page of what is meant', async () => {
    const text = await explained('max-conn-rate');
    expect(text).toMatch(
      /^max-conn-rate \(not a directive of PowerMTA\)\nArticles use this name, and PowerMTA refuses it\.\n/,
    );
    expect(text).toMatch(/\n {2}meant is {4}max-connect-rate\n\nmax-connect-rate \(directive\)\n/);
    expect(await explained('Backoff')).toMatch(
      /^backoff \(not a section of PowerMTA\)\n[^]*\n\nmode=backoff \(action\)\nPuts the queue into backoff: /,
    );
    expect(await explained('error-throttle')).toMatch(/\n {2}note {8}perhaps backoff-max-msg-rate\n$/);
    expect(await explained('normal')).toMatch(/^mode=normal \(action\)\n/);
  });

  it('prints something for every invented name, provider and known reply code', async () => {
    const codes = replies().flatMap(({ code, enhanced }) => [code, enhanced?.replace(/-.*/, '') ?? code]);
    const names = new Set([
      ...inventedNames().map(({ name }) => name),
      ...providers().flatMap(({ id, name }) => [id, name]),
      ...codes,
    ]);
    const texts = await Promise.all([...names].map((name) => explained(name)));
    expect(texts.join('')).not.toMatch(/undefined|\[object|NaN/);
  });

  it('prints what is known of a provider by id, name, domain and mail exchanger', async () => {
    const text = await explained('gmail.com');
    expect(text).toMatch(
      /^Gmail \(provider google\)\nGmail and Google Workspace\n\n {2}domains {5}gmail\.com, /,
    );
    expect(text).toMatch(
      /\n {2}connections max-smtp-out: cold 5, warm 20, established 150 \(default of mail\n/,
    );
    expect(text).toContain('\n    5: default of mail server vendors (KUMO 2026-08-04); ');
    expect(text).toMatch(/\nKnown replies \(\d+\)\n {2}421-4\.7\.28 Gmail has detected/);
    expect(text).toContain('\n    published, GOOG-ERR\n');
    expect(text).toMatch(/\nSources\n {2}GOOG-ERR: .* dated 2026-02-12\n {4}https:\/\//);
    for (const name of ['gmail', 'Gmail', 'google', 'gmail-smtp-in.l.google.com'])
      expect(await explained(name)).toBe(text);
    const both = await explained('microsoft');
    expect(both).toContain('Microsoft (Outlook.com) (provider microsoft-consumer)\n');
    expect(both).toContain('Microsoft 365 (provider microsoft-365)\n');
    const brand = await explained('att.net');
    expect(brand).toContain('AT&T (provider att)\n');
    expect(brand).toContain('Yahoo, whose limits apply (pmta-lint explain yahoo)');
    expect(brand).toContain('Yahoo (provider yahoo)\n');
  });

  it('prints the known replies with a code, by provider', async () => {
    const text = await explained('4.7.28');
    expect(text).toMatch(/^4\.7\.28 \(reply code\)\n[^]*\n\nGmail\n {2}421-4\.7\.28 Gmail has/);
    expect(text).toMatch(/\n {4}throttled, backoff: reply \/\^421.* mode=backoff\n/);
    expect(text).toContain('\nSources\n');
    expect(await explained('421-4.7.28')).toMatch(/^421 4\.7\.28 \(reply code\)\n/);
    const own = await explained('tss04');
    expect(own).toMatch(/^TSS04 \(reply code\)\n[^]*\n\nYahoo\n/);
    expect(own).toContain('[TSS04]');
    expect(await explained('[TSS04]')).toBe(own);
    // A code that a pattern takes, though its example has another one.
    expect(await explained('TSS03')).toContain(String.raw`\[TSS?\d\d\]`);
    const many = await explained('421');
    expect(Math.max(...many.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(many).not.toContain('Sources');
    // A code in a range.
    expect(await explained('4.7.612')).toContain('451 4.7.500 Server busy.');
    expect((await run(['explain', '4.9.99'])).exitCode).toBe(2);
  });

  describe('of a line', () => {
    const files = { config: 'log-file /l\n<domain *>\n  max-smtp-out 5o\n  max-conn-rate 1/s\n</domain>\n' };

    it('prints its findings and the pages of their rules', async () => {
      const { stdout, stderr, exitCode } = await run(['explain', 'config:3'], { files });
      expect([stderr, exitCode]).toEqual(['', 0]);
      expect(stdout).toMatch(/^config\n\n {2}3:3 {2}\w+ {2}invalid-value\n[^]*\n\n\ninvalid-value\n\n/);
      expect(stdout).not.toContain('invented-directive');
      expect((await run(['explain', 'config:3:17'], { files })).stdout).toBe(stdout);
    });

    it('prints in one line where there are findings if it has none', async () => {
      const { stdout, exitCode } = await run(['explain', 'config:5'], { files });
      expect([stdout, exitCode]).toEqual(['No finding is at line 5 of config; it has some at 3 and 4.\n', 0]);
      const none = await run(['explain', 'a.conf:1'], { files: { 'a.conf': '# a\n' } });
      expect(none.stdout).toBe('No finding is at line 1 of a.conf; the file has none.\n');
    });

    it.each([
      ['config:9', "'config' has no line 9: it has 5"],
      ['config:0', "'config' has no line 0: it has 5"],
      ['confg:3', "'confg' cannot be read: there is no such file or folder; did you mean 'config'?"],
      ['.:3', "'.' is not a file: write FILE:LINE"],
    ])('is refused for %s', async (name, message) => {
      const { stdout, stderr, exitCode } = await run(['explain', name], { files });
      expect([stdout, stderr, exitCode]).toEqual(['', `pmta-lint: ${message}\n`, 2]);
    });
  });

  it.each(['skip-mx=yes', 'mode=slow', 'quota-issues=1'])('fails for %s', async (name) => {
    const { stderr, exitCode } = await run(['explain', name]);
    expect(stderr).toContain(
      `'${name}' is not a known rule, directive, section, action, bounce category, provider or reply code`,
    );
    expect(exitCode).toBe(2);
  });

  const UNKNOWN: readonly (readonly [name: string, message: string])[] = [
    [
      'max-smtp-uot',
      `'max-smtp-uot' is not a known rule, directive, section, action, bounce category, provider or reply code; did you mean 'max-smtp-out'?`,
    ],
    [
      'virtual-mtas',
      `'virtual-mtas' is not a known rule, directive, section, action, bounce category, provider or reply code; did you mean 'virtual-mta'?`,
    ],
    [
      'open-rely',
      `'open-rely' is not a known rule, directive, section, action, bounce category, provider or reply code; did you mean 'open-relay'?`,
    ],
    [
      'bounce-queues',
      `'bounce-queues' is not a known rule, directive, section, action, bounce category, provider or reply code; did you mean 'bounce-queue'?`,
    ],
    [
      'quota-issue',
      `'quota-issue' is not a known rule, directive, section, action, bounce category, provider or reply code; did you mean 'quota-issues'?`,
    ],
    [
      '__proto__',
      `'__proto__' is not a known rule, directive, section, action, bounce category, provider or reply code; pmta-lint rules and pmta-lint providers list two of these`,
    ],
    [
      'a\u001b[31mb',
      `'a␛[31mb' is not a known rule, directive, section, action, bounce category, provider or reply code; pmta-lint rules and pmta-lint providers list two of these`,
    ],
    [
      'constructor',
      `'constructor' is not a known rule, directive, section, action, bounce category, provider or reply code; pmta-lint rules and pmta-lint providers list two of these`,
    ],
  ];
  it.each(UNKNOWN.map(([name, message]) => ({ name, message })))(
    'says in one line that there is no $name',
    async ({ name, message }) => {
      const { stdout, stderr, exitCode } = await run(['explain', name]);
      expect(
        stderr.replace(
          /; did you mean '.*' or .*/,
          '; pmta-lint rules and pmta-lint providers list two of these\n',
        ),
      ).toBe(`pmta-lint: ${message}\n`);
      expect([stdout, exitCode]).toEqual(['', 2]);
    },
  );
});
