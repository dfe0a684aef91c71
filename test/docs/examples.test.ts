import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { replies, repliesOf, wantsReaction, type ReplyMeaning } from '../../src/catalog/replies.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { runIn } from '../cli/run.ts';
import { folderOf } from '../support/folders.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = folderOf({});
  cpSync(EXAMPLES, join(folder, 'examples'), { recursive: true });
  // Some rules ask whether git tracks a file.
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
  ])
    spawnSync('git', args, { cwd: folder });
});

async function findingsIn(example: string, ...options: string[]): Promise<readonly Finding[]> {
  const { stdout } = await runIn(folder, ['--format', 'json', ...options, example]);
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
}

/** The lines `/PATTERN/ WORD` of a section, after a keyword or not. PowerMTA ignores the case of what they match. */
function patternsIn(text: string, tag: string): { pattern: RegExp; word: string }[] {
  const from = text.indexOf(`<${tag}>`);
  const section = text.slice(from, text.indexOf('</', from));
  return Array.from(section.matchAll(/^ +(?:reply )?\/(.*)\/ (\S+)$/gm), ([, pattern = '', word = '']) => ({
    pattern: new RegExp(pattern, 'i'),
    word,
  }));
}

describe('examples/sound', () => {
  it('has no findings with preset strict', async () => {
    const { exitCode, stdout } = await runIn(folder, ['--preset', 'strict', 'examples/sound']);
    expect(stdout).toMatch(/^No findings in \d+ files /);
    expect(exitCode).toBe(0);
  });

  it('has only findings of severity info with preset all', async () => {
    const findings = await findingsIn('examples/sound', '--preset', 'all');
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  describe('its pattern list', () => {
    const text = readFileSync(join(EXAMPLES, 'sound/conf.d/replies.conf'), 'utf8');
    const providerOf = {
      google: 'google',
      yahoo: 'yahoo',
      microsoft: 'microsoft-consumer',
      apple: 'apple',
      comcast: 'comcast',
      orange: 'orange',
      'united-internet': 'united-internet',
      general: 'any',
    };
    it.each(Object.entries(providerOf))(
      '%s reacts to each reply of %s about the sender, and to no other',
      (list, provider) => {
        const patterns = patternsIn(text, `smtp-pattern-list ${list}`);
        const met = (reply: string): boolean => patterns.some(({ pattern }) => pattern.test(reply));
        const known = repliesOf(provider);
        expect(known.filter((reply) => wantsReaction(reply) && !met(reply.example))).toEqual([]);
        const alone = known.filter(({ remedy }) => remedy === 'retry' || remedy === 'bounce');
        expect(alone.filter(({ example }) => met(example))).toEqual([]);
      },
    );
  });

  it('puts replies that are not about a mailbox into no category of bad mailboxes', () => {
    const text = readFileSync(join(EXAMPLES, 'sound/conf.d/bounces.conf'), 'utf8');
    const patterns = patternsIn(text, 'bounce-category-patterns');
    const categoriesOf = (meaning: ReplyMeaning): Set<string | undefined> =>
      new Set(
        replies()
          .filter((reply) => reply.meaning === meaning)
          .map(({ example }) => patterns.find(({ pattern }) => pattern.test(example))?.word),
      );
    const hard = ['bad-mailbox', 'inactive-mailbox'];
    for (const meaning of ['throttled', 'reputation-block', 'content', 'policy/auth', 'greylist'] as const) {
      const categories = categoriesOf(meaning);
      expect(hard.filter((category) => categories.has(category), meaning)).toEqual([]);
    }
    expect([...categoriesOf('invalid-mailbox')]).toEqual(expect.arrayContaining(hard));
    expect([...categoriesOf('mailbox-full')]).toContain('quota-issues');
  });
});

describe('examples/risky', () => {
  it('has a finding of each category', async () => {
    const shown = new Set((await findingsIn('examples/risky')).map(({ rule }) => rule));
    const categories = new Set(rules.map(({ category }) => category));
    categories.delete('suppressions');
    const silent = [...categories].filter(
      (category) => !rules.some((rule) => rule.category === category && shown.has(rule.id)),
    );
    expect(silent).toEqual([]);
  });
});
