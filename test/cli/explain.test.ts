import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { directiveNames } from '../../src/catalog/directives.ts';
import { sectionNames } from '../../src/catalog/sections.ts';
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

  it('leaves out the marks of running text, and asterisks in code are none', async () => {
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

  it('has something to say of every rule, directive and section', async () => {
    const texts = async (names: Iterable<string>): Promise<string> => {
      const pages = await Promise.all(Array.from(names, (name) => explained(name)));
      expect(Math.min(...pages.map((page) => page.length))).toBeGreaterThan(60);
      return pages.join('');
    };
    expect(await texts(rules.map(({ id }) => id))).not.toContain('[object');
    const facts = await texts(new Set([...directiveNames(), ...sectionNames()]));
    expect(facts).not.toMatch(/: undefined|undefined(?:,|$)|\[object|NaN/m);
  });

  const UNKNOWN: readonly (readonly [name: string, message: string])[] = [
    ['max-smtp-uot', `'max-smtp-uot' is no rule, directive or section; did you mean 'max-smtp-out'?`],
    ['virtual-mtas', `'virtual-mtas' is no rule, directive or section; did you mean 'virtual-mta'?`],
    ['open-rely', `'open-rely' is no rule, directive or section; did you mean 'open-relay'?`],
    [
      'max-conn-rate',
      `PowerMTA has no 'max-conn-rate', though articles use it; what it is meant to do is done by 'max-connect-rate'`,
    ],
    ['error-throttle', `PowerMTA has no 'error-throttle', though articles use it`],
    ['__proto__', `'__proto__' is no rule, directive or section; give a rule, a directive or a section`],
    ['a\u001b[31mb', `'a␛[31mb' is no rule, directive or section; give a rule, a directive or a section`],
    ['constructor', `'constructor' is no rule, directive or section; give a rule, a directive or a section`],
  ];
  it.each(UNKNOWN.map(([name, message]) => ({ name, message })))(
    'says in one line that there is no $name',
    async ({ name, message }) => {
      const { stdout, stderr, exitCode } = await run(['explain', name]);
      expect(stderr.replace(/; did you mean '.*' or .*/, '; give a rule, a directive or a section\n')).toBe(
        `pmta-lint: ${message}\n`,
      );
      expect([stdout, exitCode]).toEqual(['', 2]);
    },
  );
});
