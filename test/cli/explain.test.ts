import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
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

  it.each(['skip-mx=yes', 'mode=slow', 'quota-issues=1'])('fails for %s', async (name) => {
    const { stderr, exitCode } = await run(['explain', name]);
    expect(stderr).toContain(`'${name}' is no rule, directive, section, action or bounce category`);
    expect(exitCode).toBe(2);
  });

  const UNKNOWN: readonly (readonly [name: string, message: string])[] = [
    [
      'max-smtp-uot',
      `'max-smtp-uot' is no rule, directive, section, action or bounce category; did you mean 'max-smtp-out'?`,
    ],
    [
      'virtual-mtas',
      `'virtual-mtas' is no rule, directive, section, action or bounce category; did you mean 'virtual-mta'?`,
    ],
    [
      'open-rely',
      `'open-rely' is no rule, directive, section, action or bounce category; did you mean 'open-relay'?`,
    ],
    [
      'max-conn-rate',
      `PowerMTA has no 'max-conn-rate', though articles use it; what it is meant to do is done by 'max-connect-rate'`,
    ],
    ['Backoff', `PowerMTA has no 'backoff', though articles use it; did you mean the action 'mode=backoff'?`],
    [
      'normal',
      `'normal' is no rule, directive, section, action or bounce category; did you mean 'mode=normal'?`,
    ],
    [
      'bounce-queues',
      `'bounce-queues' is no rule, directive, section, action or bounce category; did you mean 'bounce-queue'?`,
    ],
    [
      'quota-issue',
      `'quota-issue' is no rule, directive, section, action or bounce category; did you mean 'quota-issues'?`,
    ],
    ['error-throttle', `PowerMTA has no 'error-throttle', though articles use it`],
    [
      '__proto__',
      `'__proto__' is no rule, directive, section, action or bounce category; pmta-lint rules lists the rules`,
    ],
    [
      'a\u001b[31mb',
      `'a␛[31mb' is no rule, directive, section, action or bounce category; pmta-lint rules lists the rules`,
    ],
    [
      'constructor',
      `'constructor' is no rule, directive, section, action or bounce category; pmta-lint rules lists the rules`,
    ],
  ];
  it.each(UNKNOWN.map(([name, message]) => ({ name, message })))(
    'says in one line that there is no $name',
    async ({ name, message }) => {
      const { stdout, stderr, exitCode } = await run(['explain', name]);
      expect(stderr.replace(/; did you mean '.*' or .*/, '; pmta-lint rules lists the rules\n')).toBe(
        `pmta-lint: ${message}\n`,
      );
      expect([stdout, exitCode]).toEqual(['', 2]);
    },
  );
});
